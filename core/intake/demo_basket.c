#include "core/intake/demo_basket.h"

/* The planted rule: who takes the lead takes the follower three times as often as others do. */
static const double lead_chance = 0.030, follow_chance = 0.040, follow_after_lead = 0.135;

static const uint16_t line_weights[] = {30, 28, 19, 12, 7, 4};
static const uint16_t category_weights[DEMO_CATEGORIES] = {18, 8, 8, 8, 10, 11, 5, 8, 7, 6, 6, 9};

struct demo_taste demo_taste_of(uint64_t seed, int64_t customer, double level, double shape)
{
    struct demo_random random = demo_random_for(seed, (uint64_t)customer, DEMO_FOR_TASTE);
    struct demo_taste taste = {.level = level, .shape = shape};
    taste.favourite[0] = (uint8_t)demo_pick(&random, category_weights, DEMO_CATEGORIES);
    taste.favourite[1] = (uint8_t)demo_pick(&random, category_weights, DEMO_CATEGORIES);
    taste.bargains = demo_chance(&random, 0.25) ? 0.65 : 0.14;
    return taste;
}

static int pick_category(const struct demo_taste *taste, struct demo_random *random)
{
    int lot = demo_below(random, 100);
    if (lot < 42)
        return taste->favourite[0];
    if (lot < 60)
        return taste->favourite[1];
    return demo_pick(random, category_weights, DEMO_CATEGORIES);
}

static bool can_sell(const struct demo_goods *goods, int product, date_day day)
{
    return goods->product[product].launched <= day && product != goods->bundle_lead &&
           product != goods->bundle_follow;
}

/* Of three products near the wanted price, the most popular that is on sale. */
static int pick_product(const struct demo_goods *goods, int category, money wanted, date_day day,
    struct demo_random *random)
{
    int first = category * DEMO_PER_CATEGORY, rank = 0;
    while (rank < DEMO_PER_CATEGORY - 1 && goods->product[first + rank + 1].price <= wanted)
        rank++;
    int best = -1;
    for (int i = 0; i < 3; i++) {
        int near = rank + demo_between(random, -4, 4);
        near = near < 0 ? 0 : near >= DEMO_PER_CATEGORY ? DEMO_PER_CATEGORY - 1 : near;
        if (can_sell(goods, first + near, day) &&
            (best < 0 || goods->product[first + near].popularity > goods->product[best].popularity))
            best = first + near;
    }
    /* The first of three was on sale before the records begin: see launch_of(). */
    for (int near = rank; best < 0; near--)
        if (can_sell(goods, first + near, day))
            best = first + near;
    return best;
}

static void add_line(
    struct demo_basket *basket, const struct demo_goods *goods, int product, int quantity)
{
    if (basket->lines == DEMO_LINES_MOST)
        return;
    struct demo_line *line = &basket->line[basket->lines++];
    line->product = product;
    line->quantity = quantity;
    line->amount = goods->product[product].price * quantity;
    line->discount = 0;
    basket->items += quantity;
    basket->due += line->amount;
}

static void take_off(struct demo_basket *basket, struct demo_line *line, money amount)
{
    line->amount -= amount;
    line->discount += amount;
    basket->due -= amount;
    basket->discount += amount;
}

static void take_percent(struct demo_basket *basket, int percent)
{
    for (int i = 0; i < basket->lines; i++)
        take_off(basket, &basket->line[i], basket->line[i].amount * percent / 100);
}

static void take_coupon(struct demo_basket *basket, int coupon)
{
    if (coupon == DEMO_NO_COUPON || basket->due < demo_coupons[coupon].minimum ||
        basket->due < 2 * demo_coupons[coupon].value)
        return;
    money whole = basket->due, value = demo_coupons[coupon].value, left = value;
    for (int i = 0; i < basket->lines; i++) {
        bool last = i == basket->lines - 1;
        money part = last ? left : value * basket->line[i].amount / whole;
        left -= part;
        take_off(basket, &basket->line[i], part);
    }
    basket->coupon = coupon;
}

static void add_bundle(
    struct demo_basket *basket, const struct demo_goods *goods, struct demo_random *random)
{
    bool lead = demo_chance(random, lead_chance);
    if (lead)
        add_line(basket, goods, goods->bundle_lead, 1);
    if (demo_chance(random, lead ? follow_after_lead : follow_chance))
        add_line(basket, goods, goods->bundle_follow, 1);
}

void demo_basket_fill(struct demo_basket *basket, const struct demo_goods *goods,
    const struct demo_taste *taste, date_day day, double boost, int coupon,
    struct demo_random *random)
{
    *basket = (struct demo_basket){.coupon = DEMO_NO_COUPON};
    double wanted = taste->level * demo_gamma(random, taste->shape) / taste->shape * 100;
    if (wanted > 600000)
        wanted = 600000;
    int lines = 1 + demo_pick(random, line_weights, sizeof(line_weights) / sizeof(line_weights[0]));
    while (lines > 1 && wanted / lines < 3000)
        lines--;
    for (int i = 0; i < lines; i++) {
        double share = wanted / lines * (0.6 + 0.8 * demo_uniform(random));
        int category = pick_category(taste, random);
        int product = pick_product(goods, category, (money)share, day, random);
        int quantity = (int)(share / (double)goods->product[product].price + 0.5);
        add_line(basket, goods, product, quantity < 1 ? 1 : quantity > 4 ? 4 : quantity);
    }
    add_bundle(basket, goods, random);
    bool feast = boost > 1.15;
    if (demo_chance(random, feast ? 0.75 : taste->bargains))
        take_percent(basket, feast ? demo_between(random, 8, 20) : demo_between(random, 5, 12));
    take_coupon(basket, coupon);
}
