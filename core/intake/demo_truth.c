#include <stdarg.h>
#include <stdio.h>

#include "core/intake/demo_shop.h"

enum { TRUTH = 512 };

static bool tell(struct demo_shop *shop, struct error *error, const char *name, const char *format,
    ...) __attribute__((format(printf, 4, 5)));

static bool tell(
    struct demo_shop *shop, struct error *error, const char *name, const char *format, ...)
{
    char value[TRUTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof(value), format, arguments);
    va_end(arguments);
    return demo_rows_put(&shop->rows, DEMO_TRUTH_ROW, error, "tt", name, value);
}

static bool tell_cause(struct demo_shop *shop, struct error *error)
{
    char week[DATE_TEXT];
    date_week_text(shop->season.last_week, week);
    return tell(shop, error, "cause.week", "%s", week) &&
           tell(shop, error, "cause.since", "%lld", (long long)shop->season.cause_at) &&
           tell(shop, error, "cause.channel", "%s", demo_channels[DEMO_PAID_SEARCH].name) &&
           tell(shop, error, "cause.orders", "%lld", (long long)shop->counts.lost_orders) &&
           tell(shop, error, "cause.money", "%lld", (long long)shop->counts.lost_money);
}

static bool tell_weeks(struct demo_shop *shop, struct error *error)
{
    for (int i = 0; i < shop->counts.weeks; i++) {
        const struct demo_week *week = &shop->counts.week[i];
        char text[DATE_TEXT], name[DATE_TEXT + 8];
        date_week_text(shop->season.first_week + i, text);
        snprintf(name, sizeof(name), "week.%s", text);
        if (!tell(shop, error, name,
                "{\"orders_placed\":%lld,\"orders\":%lld,\"sales\":%lld,\"refunds\":%lld,"
                "\"refund_count\":%lld,\"buyers\":%lld,\"new_buyers\":%lld}",
                (long long)week->placed, (long long)week->orders, (long long)week->sales,
                (long long)week->refunds, (long long)week->refund_count, (long long)week->buyers,
                (long long)week->new_buyers))
            return false;
    }
    return true;
}

static bool tell_campaigns(struct demo_shop *shop, struct error *error)
{
    for (int i = 0; i < shop->campaigns.count; i++) {
        const struct demo_campaign *campaign = &shop->campaigns.campaign[i];
        char name[96];
        snprintf(name, sizeof(name), "campaign.%s", campaign->name);
        if (!tell(shop, error, name,
                "{\"treated\":%lld,\"control\":%lld,\"effect\":%.3f,\"caused\":%lld}",
                (long long)shop->counts.treated[i], (long long)shop->counts.control[i],
                campaign->effect, (long long)shop->counts.caused[i]))
            return false;
    }
    return true;
}

static bool tell_rule(struct demo_shop *shop, struct error *error)
{
    const struct demo_counts *counts = &shop->counts;
    return tell(shop, error, "rule", "{\"lead\":\"HG-%04d\",\"follow\":\"HG-%04d\",\"lift\":3.2}",
               shop->goods.bundle_lead + 1, shop->goods.bundle_follow + 1) &&
           tell(shop, error, "rule.orders", "%lld", (long long)counts->paid) &&
           tell(shop, error, "rule.lead", "%lld", (long long)counts->lead) &&
           tell(shop, error, "rule.follow", "%lld", (long long)counts->follow) &&
           tell(shop, error, "rule.both", "%lld", (long long)counts->both);
}

static bool tell_plants(struct demo_shop *shop, struct error *error)
{
    char day[DATE_TEXT];
    date_day_text(shop->season.last - DEMO_RETURN_DAYS + 1, day);
    return tell(shop, error, "returns", "{\"category\":\"%s\",\"since\":\"%s\",\"times\":2.2}",
               demo_categories[DEMO_RETURNED].name, day) &&
           tell(shop, error, "slow_agent", "%s", demo_agents[DEMO_SLOW_AGENT].name) &&
           tell(shop, error, "poor_channel", "%s", "钻展") &&
           tell(shop, error, "twins", "%lld", (long long)shop->counts.twins);
}

static bool tell_model(struct demo_shop *shop, struct error *error)
{
    const struct demo_model *model = &shop->model;
    return tell(shop, error, "model.r", "%g", model->r) &&
           tell(shop, error, "model.alpha", "%g", model->alpha) &&
           tell(shop, error, "model.a", "%g", model->a) &&
           tell(shop, error, "model.b", "%g", model->b) &&
           tell(shop, error, "model.p", "%g", model->p) &&
           tell(shop, error, "model.q", "%g", model->q) &&
           tell(shop, error, "model.v", "%g", model->v);
}

static bool tell_counts(struct demo_shop *shop, struct error *error)
{
    static const struct {
        const char *name;
        enum demo_table table;
    } tables[] = {{"count.customer", DEMO_CUSTOMER_ROW}, {"count.orders", DEMO_ORDER_ROW},
        {"count.order_line", DEMO_LINE_ROW}, {"count.refund", DEMO_REFUND_ROW},
        {"count.event", DEMO_EVENT_ROW}, {"count.member", DEMO_MEMBER_ROW},
        {"count.message", DEMO_MESSAGE_ROW}};
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        if (!tell(
                shop, error, tables[i].name, "%lld", (long long)shop->rows.count[tables[i].table]))
            return false;
    return true;
}

bool demo_truth_write(struct demo_shop *shop, struct error *error)
{
    return tell_cause(shop, error) && tell_weeks(shop, error) && tell_campaigns(shop, error) &&
           tell_rule(shop, error) && tell_plants(shop, error) && tell_model(shop, error) &&
           tell_counts(shop, error);
}
