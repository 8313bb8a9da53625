#include "core/intake/demo_campaign.h"

#include <stdio.h>

#include "core/intake/demo_random.h"

enum { READ_DAYS = 14, QUIET_START_DAYS = 60, CHOSEN_MOST = 100000 };

struct kind {
    const char *name, *goal;
    int month, day, days;
    int quiet_least, quiet_most, treated_percent;
    double effect;
    const char *letter, *short_message;
};

static const struct kind kinds[] = {
    {"年货节", "唤回 90 天未购的老客", 1, 9, 8, 30, 130, 70, 0.045,
        "{name}，年货节满 300 减 40，您常看的礼盒都在里面。退订请点页尾链接",
        "【港湾礼品】年货节今晚开始，满300减40，拒收请回复R"},
    {"女神节", "带动女装与香薰的二次购买", 3, 4, 6, 20, 110, 80, 0.035,
        "{name}，女神节上新，香薰第二件半价。退订请点页尾链接",
        "【港湾礼品】女神节香薰第二件半价，拒收请回复R"},
    {"618", "提高老客转化", 6, 12, 8, 20, 120, 70, 0.055,
        "{name}，618 您的专属清单已经备好。退订请点页尾链接",
        "【港湾礼品】618最后两天，券今晚失效，拒收请回复R"},
    {"夏末清仓", "清理夏季库存", 8, 24, 7, 30, 150, 50, 0,
        "{name}，夏末清仓五折起。退订请点页尾链接", "【港湾礼品】夏末清仓五折起，拒收请回复R"},
    {"双十一预热", "双十一前唤醒沉睡老客", 10, 20, 9, 30, 160, 80, 0.050,
        "{name}，双十一预售清单与专属券请查收。退订请点页尾链接",
        "【港湾礼品】双十一预售今晚8点，专属券已到账，拒收请回复R"},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static date_instant at_hour(date_day day, int hour)
{
    return (date_instant)day * DATE_DAY_SECONDS + hour * 3600 - DEMO_ZONE_SECONDS;
}

static void make_campaign(
    struct demo_campaign *campaign, const struct kind *kind, int year, date_day start)
{
    snprintf(campaign->name, sizeof(campaign->name), "%d %s", year, kind->name);
    snprintf(campaign->salt, sizeof(campaign->salt), "demo-%d-%02d", year, kind->month);
    campaign->goal = kind->goal;
    campaign->starts_at = at_hour(start, 10);
    campaign->ends_at = at_hour(start + kind->days, 24);
    campaign->read_on = start + READ_DAYS;
    campaign->read_at = at_hour(campaign->read_on, 24) - 1;
    campaign->quiet_least = kind->quiet_least;
    campaign->quiet_most = kind->quiet_most;
    campaign->treated_percent = kind->treated_percent;
    campaign->effect = kind->effect;
    campaign->waves = DEMO_WAVES_MOST;
    campaign->wave[0] = (struct demo_wave){"edm", kind->letter, at_hour(start, 10)};
    campaign->wave[1] = (struct demo_wave){"sms", kind->short_message, at_hour(start + 4, 10)};
}

void demo_campaigns_make(
    struct demo_campaigns *campaigns, const struct demo_season *season, int64_t customers)
{
    int first_year, last_year, month, day;
    date_to_civil(season->first, &first_year, &month, &day);
    date_to_civil(season->last, &last_year, &month, &day);
    campaigns->count = 0;
    campaigns->in_thousand = customers > CHOSEN_MOST ? (int)(CHOSEN_MOST * 1000 / customers) : 1000;
    for (int year = first_year; year <= last_year; year++) {
        for (int i = 0; i < KINDS; i++) {
            date_day start = date_from_civil(year, kinds[i].month, kinds[i].day);
            if (start < season->first + QUIET_START_DAYS || start + READ_DAYS >= season->steady ||
                campaigns->count == DEMO_CAMPAIGNS_MOST)
                continue;
            make_campaign(&campaigns->campaign[campaigns->count++], &kinds[i], year, start);
        }
    }
}

enum demo_arm demo_campaign_arm(const struct demo_campaigns *campaigns, int index, uint64_t seed,
    int64_t customer, date_instant last_order)
{
    const struct demo_campaign *campaign = &campaigns->campaign[index];
    date_instant quiet = (campaign->starts_at - last_order) / DATE_DAY_SECONDS;
    if (last_order == 0 || quiet < campaign->quiet_least || quiet > campaign->quiet_most)
        return DEMO_NO_MEMBER;
    uint64_t chosen = demo_mix(seed + 77, (uint64_t)customer);
    if ((int)(chosen % 1000) >= campaigns->in_thousand)
        return DEMO_NO_MEMBER;
    uint64_t lot = demo_mix(demo_mix(seed, (uint64_t)campaign->starts_at), (uint64_t)customer);
    return (int)(lot % 100) < campaign->treated_percent ? DEMO_TREATED : DEMO_CONTROL;
}
