#include <stdio.h>

#include "core/intake/demo_shop.h"

/* Coupons by their index in demo_coupons. */
enum { WELCOME, COME_BACK, FULL, FEAST, BIRTHDAY };

static void put_in(struct demo_purse *purse, int coupon, date_instant at, int days)
{
    purse->coupon = coupon;
    purse->granted_at = at;
    purse->expires_at = at + (date_instant)days * DATE_DAY_SECONDS;
}

void demo_purse_open(struct demo_shop *shop, struct demo_purse *purse)
{
    *purse = (struct demo_purse){.coupon = DEMO_NO_COUPON};
    if (!shop->life.known_before && demo_chance(&shop->service, 0.55))
        put_in(purse, WELCOME, shop->registered_at, 30);
}

/* The coupon the customer would use on an order, or DEMO_NO_COUPON. */
int demo_purse_offer(struct demo_shop *shop, struct demo_purse *purse, date_instant at)
{
    int day = demo_season_day(&shop->season, at);
    bool feast = shop->season.boost[day] > 1.7 && demo_chance(&shop->service, 0.5);
    bool wants = demo_chance(&shop->service, 0.6);
    if (purse->coupon == DEMO_NO_COUPON && feast)
        put_in(
            purse, demo_chance(&shop->service, 0.4) ? FEAST : FULL, at - 3 * DATE_DAY_SECONDS, 5);
    bool holds =
        purse->coupon != DEMO_NO_COUPON && purse->granted_at <= at && purse->expires_at > at;
    return holds && wants ? purse->coupon : DEMO_NO_COUPON;
}

static bool write_grant(
    struct demo_shop *shop, const struct demo_purse *purse, int64_t order, struct error *error)
{
    if (purse->granted_at >= shop->season.ends_at)
        return true;
    return demo_rows_put(&shop->rows, DEMO_GRANT_ROW, error, "iiiiio", ++shop->grants,
        DEMO_INT(purse->coupon + 1), shop->life.customer, DEMO_INT(purse->granted_at),
        DEMO_INT(purse->expires_at), order);
}

bool demo_purse_spend(struct demo_shop *shop, struct demo_purse *purse, int used, int64_t order,
    date_instant at, struct error *error)
{
    if (purse->coupon != DEMO_NO_COUPON && (used == purse->coupon || purse->expires_at <= at)) {
        bool good = write_grant(shop, purse, used == purse->coupon ? order : 0, error);
        purse->coupon = DEMO_NO_COUPON;
        return good;
    }
    return true;
}

static bool write_points(struct demo_shop *shop, struct demo_purse *purse, struct error *error)
{
    char reason[48];
    if (purse->points == 0)
        return true;
    snprintf(reason, sizeof(reason), "%d 年消费积分", purse->year);
    date_instant expires =
        (date_instant)date_from_civil(purse->year + 2, 1, 1) * DATE_DAY_SECONDS - DEMO_ZONE_SECONDS;
    return demo_rows_put(&shop->rows, DEMO_POINTS_ROW, error, "iiiiti", ++shop->points,
        shop->life.customer, DEMO_INT(purse->last_at), purse->points, reason, DEMO_INT(expires));
}

bool demo_purse_earn(struct demo_shop *shop, struct demo_purse *purse, date_instant at,
    money amount, struct error *error)
{
    int year, month, day;
    date_to_civil(shop->season.first + demo_season_day(&shop->season, at), &year, &month, &day);
    if (year != purse->year && !write_points(shop, purse, error))
        return false;
    if (year != purse->year)
        purse->points = 0;
    purse->year = year;
    purse->points += amount / 100;
    purse->last_at = at;
    bool given = demo_chance(&shop->service, 0.22);
    if (given && purse->coupon == DEMO_NO_COUPON)
        put_in(purse, COME_BACK, at + 2 * DATE_DAY_SECONDS, 45);
    return true;
}

/* A few turn points into something; the birthday coupon comes in the month of the records' end. */
static bool write_last(struct demo_shop *shop, struct demo_purse *purse, struct error *error)
{
    int64_t spent = purse->points / 2 / 100 * 100;
    date_instant at = purse->last_at + demo_between(&shop->service, 3, 60) * DATE_DAY_SECONDS;
    if (demo_chance(&shop->service, 0.08) && spent > 0 && at < shop->season.ends_at &&
        !demo_rows_put(&shop->rows, DEMO_POINTS_ROW, error, "iiiito", ++shop->points,
            shop->life.customer, DEMO_INT(at), -spent, "积分兑换小礼", DEMO_INT(0)))
        return false;
    int year, month, day, born = 0;
    date_to_civil(shop->season.last, &year, &month, &day);
    const char *birthday = shop->person.birthday;
    if (birthday[0] != '\0')
        sscanf(birthday[0] == '-' ? birthday + 2 : birthday + 5, "%d", &born);
    if (born != month || purse->last_at == 0)
        return true;
    date_instant granted = (date_instant)date_from_civil(year, month, 1) * DATE_DAY_SECONDS;
    if (granted < purse->last_at)
        return true;
    put_in(purse, BIRTHDAY, granted, 31);
    return write_grant(shop, purse, 0, error);
}

bool demo_purse_close(struct demo_shop *shop, struct demo_purse *purse, struct error *error)
{
    if (purse->coupon != DEMO_NO_COUPON && !write_grant(shop, purse, 0, error))
        return false;
    return write_points(shop, purse, error) && write_last(shop, purse, error);
}
