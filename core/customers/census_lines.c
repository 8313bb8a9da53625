/* Family lines: what each customer bought. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"
#include "core/customers/rank.h"

enum { NEW_DAYS = 30, BRAND_ORDERS = 3 };

/* What lines are of. */
enum kind { KIND_CATEGORY, KIND_BRAND, KIND_ITEM, KINDS };

/* What one customer bought of each category (brand, item). */
struct basket {
    int64_t *money;
    uint32_t *pieces;
    uint8_t *met;
    uint32_t *codes; /* in the order of their first line */
    uint32_t count;
    uint32_t first, last, top; /* 0: none is known */
    int64_t total;             /* money */
};

struct columns_of_kind {
    int32_t *first, *last, *top, *different;
    enum attribute_id first_id, last_id, top_id;
};

struct filling {
    struct census *census;
    const int32_t *orders;
    const date_day *launched; /* [products]; COLUMN_UNKNOWN */
    struct basket baskets[CREW_HANDS][KINDS];
    struct columns_of_kind of[KINDS];
    int32_t *items, *band;
    double *items_per_order, *price, *low, *high, *category_share, *brand_share, *loyalty, *newness;
};

/* One customer; money in minor units. */
struct bought {
    int64_t pieces, known_pieces, known_money;
    int64_t launched_pieces, new_pieces;
    uint32_t told_orders; /* paid orders with lines */
    double low, high;     /* price of a piece */
};

/* --- lines ------------------------------------------------------------------------------------ */

static void meet(struct basket *basket, uint32_t code, money amount, uint32_t pieces)
{
    if (code == 0)
        return;
    if (basket->met[code] == 0) {
        basket->met[code] = 1;
        basket->codes[basket->count++] = code;
    }
    /* What was given back in the same order counts nothing. */
    basket->money[code] += amount > 0 ? amount : 0;
    basket->total += amount > 0 ? amount : 0;
    basket->pieces[code] += pieces;
    basket->last = code;
}

static void take_line(const struct filling *to, struct basket *baskets, struct bought *bought,
    uint32_t line, date_day day)
{
    const struct facts_columns *columns = to->census->columns;
    uint32_t product = facts_line_product(columns, line);
    uint32_t pieces = census_line_quantity(to->census, line);
    money amount = 0;
    bool known = census_line_amount(to->census, line, &amount);
    bought->pieces += pieces;
    if (known && pieces > 0) {
        double price = (double)amount / pieces / to->census->unit;
        bought->low = price < bought->low || isnan(bought->low) ? price : bought->low;
        bought->high = price > bought->high || isnan(bought->high) ? price : bought->high;
        bought->known_pieces += pieces;
        bought->known_money += amount;
    }
    if (product == 0)
        return;
    if (to->launched[product] != COLUMN_UNKNOWN) {
        date_day age = day - to->launched[product];
        bought->launched_pieces += pieces;
        bought->new_pieces += age >= 0 && age <= NEW_DAYS ? pieces : 0;
    }
    meet(&baskets[KIND_CATEGORY], columns->product_category[product], amount, pieces);
    meet(&baskets[KIND_BRAND], columns->product_brand[product], amount, pieces);
    meet(&baskets[KIND_ITEM], product, amount, pieces);
}

static void take_orders(
    const struct filling *to, struct basket *baskets, struct bought *bought, uint32_t customer)
{
    const struct facts_columns *columns = to->census->columns;
    for (uint32_t i = columns->order_begin[customer]; i < columns->order_begin[customer + 1]; i++) {
        date_day day = census_order_day(columns, i);
        uint32_t line = columns->line_begin[i], end = columns->line_begin[i + 1];
        if (!facts_is_paid(columns, i) || day > to->census->as_of)
            continue;
        bought->told_orders += line < end;
        for (; line < end; line++)
            take_line(to, baskets, bought, line, day);
    }
}

/* Of equal money the more pieces, of equal pieces the one bought first. */
static void choose_top(struct basket *basket)
{
    basket->first = basket->count == 0 ? 0 : basket->codes[0];
    basket->top = basket->first;
    for (uint32_t i = 1; i < basket->count; i++) {
        uint32_t code = basket->codes[i], top = basket->top;
        if (basket->money[code] > basket->money[top] ||
            (basket->money[code] == basket->money[top] &&
                basket->pieces[code] > basket->pieces[top]))
            basket->top = code;
    }
}

static void empty(struct basket *basket)
{
    for (uint32_t i = 0; i < basket->count; i++) {
        uint32_t code = basket->codes[i];
        basket->met[code] = 0;
        basket->money[code] = 0;
        basket->pieces[code] = 0;
    }
    basket->count = 0;
    basket->first = basket->last = basket->top = 0;
    basket->total = 0;
}

/* --- columns ---------------------------------------------------------------------------------- */

static int32_t known(uint32_t code)
{
    return code == 0 ? COLUMN_UNKNOWN : (int32_t)code;
}

static double over(double number, double by)
{
    return by > 0 ? number / by : (double)NAN;
}

/* Σ s², s the share of each in the money. */
static double concentration(const struct basket *basket)
{
    double sum = 0;
    for (uint32_t i = 0; i < basket->count; i++) {
        double share = over((double)basket->money[basket->codes[i]], (double)basket->total);
        sum += share * share;
    }
    return basket->count == 0 ? (double)NAN : sum;
}

static void put(
    const struct filling *to, uint32_t i, struct basket *baskets, const struct bought *bought)
{
    struct basket *category = &baskets[KIND_CATEGORY], *brand = &baskets[KIND_BRAND];
    bool often = to->orders[i] >= BRAND_ORDERS, told = bought->told_orders > 0;
    for (int kind = 0; kind < KINDS; kind++) {
        choose_top(&baskets[kind]);
        to->of[kind].first[i] = known(baskets[kind].first);
        to->of[kind].last[i] = known(baskets[kind].last);
        to->of[kind].top[i] = known(baskets[kind].top);
        to->of[kind].different[i] =
            told || to->orders[i] == 0 ? (int32_t)baskets[kind].count : COLUMN_UNKNOWN;
    }
    to->items[i] = !told && to->orders[i] > 0   ? COLUMN_UNKNOWN
                   : bought->pieces > INT32_MAX ? INT32_MAX
                                                : (int32_t)bought->pieces;
    to->items_per_order[i] = over((double)bought->pieces, bought->told_orders);
    to->price[i] =
        over((double)bought->known_money / to->census->unit, (double)bought->known_pieces);
    to->low[i] = bought->low;
    to->high[i] = bought->high;
    to->category_share[i] = over((double)category->money[category->top], (double)category->total);
    to->brand_share[i] =
        often ? over((double)brand->money[brand->top], (double)brand->total) : (double)NAN;
    to->loyalty[i] = often ? concentration(brand) : (double)NAN;
    to->newness[i] = over((double)bought->new_pieces, (double)bought->launched_pieces);
    for (int kind = 0; kind < KINDS; kind++)
        empty(&baskets[kind]);
}

static void work(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct filling *to = context;
    for (uint32_t i = begin; i < end; i++) {
        struct bought bought = {.low = (double)NAN, .high = (double)NAN};
        take_orders(to, to->baskets[hand], &bought, i);
        put(to, i, to->baskets[hand], &bought);
    }
}

/* Fifths of the buyers by what they pay for a piece. */
static void put_bands(const struct filling *to)
{
    uint32_t customers = to->census->columns->customers;
    struct ranked *ranked = memory_new(((size_t)customers + 1) * sizeof(*ranked));
    double *prices = memory_new(((size_t)customers + 1) * sizeof(double)), cuts[VALUE_CUTS];
    size_t count = 0;
    for (uint32_t i = 0; i < customers; i++)
        if (!isnan(to->price[i]))
            ranked[count++] = (struct ranked){to->price[i], i};
    rank_sort(ranked, count);
    for (size_t i = 0; i < count; i++)
        prices[i] = ranked[i].number;
    value_cuts(prices, count, cuts);
    for (uint32_t i = 0; i < customers; i++)
        to->band[i] = isnan(to->price[i]) ? COLUMN_UNKNOWN : value_score(to->price[i], cuts);
    free(ranked);
    free(prices);
}

/* --- what it is made of ----------------------------------------------------------------------- */

static uint32_t place_of_product(const struct facts_columns *columns, int64_t id)
{
    uint32_t low = 1, high = columns->products;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (columns->product_id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < columns->products && columns->product_id[low] == id ? low : 0;
}

static date_day *read_launches(
    struct census *census, struct progress *progress, struct error *error)
{
    char **days;
    uint32_t count;
    if (!census_read_names(census,
            "SELECT id, launched_on FROM product WHERE launched_on IS NOT NULL", &days, &count,
            progress, error))
        return NULL;
    date_day *launched = memory_new(((size_t)census->columns->products + 1) * sizeof(date_day));
    for (uint32_t i = 0; i <= census->columns->products; i++)
        launched[i] = COLUMN_UNKNOWN;
    for (uint32_t id = 0; id < count; id++) {
        uint32_t place = days[id] == NULL ? 0 : place_of_product(census->columns, id);
        date_day day;
        if (place != 0 && date_day_parse(days[id], &day, NULL))
            launched[place] = day;
        free(days[id]);
    }
    free(days);
    return launched;
}

/* Names of items stand by their place among the products. */
static bool name_items(
    struct census *census, int attribute, struct progress *progress, struct error *error)
{
    char **by_id;
    uint32_t count, products = census->columns->products;
    if (!census_read_names(census, "SELECT id, coalesce(nullif(name, ''), sku) FROM product",
            &by_id, &count, progress, error))
        return false;
    char **names = memory_zero((size_t)products + 1, sizeof(char *));
    for (uint32_t id = 0; id < count; id++) {
        uint32_t place = by_id[id] == NULL ? 0 : place_of_product(census->columns, id);
        if (place != 0)
            names[place] = by_id[id];
        else
            free(by_id[id]);
    }
    free(by_id);
    census_names(census, attribute, products, names);
    return true;
}

static bool name_all(struct filling *to, struct progress *progress, struct error *error)
{
    static const char *const tables[] = {
        "SELECT id, name FROM category", "SELECT id, name FROM brand"};
    bool good = true;
    for (int kind = 0; kind < KINDS; kind++) {
        enum attribute_id ids[] = {
            to->of[kind].first_id, to->of[kind].last_id, to->of[kind].top_id};
        for (int i = 0; i < 3 && good; i++)
            good = kind == KIND_ITEM
                       ? name_items(to->census, ids[i], progress, error)
                       : census_name(to->census, ids[i], tables[kind], progress, error);
    }
    return good;
}

static struct columns_of_kind make_kind(struct census *census, enum attribute_id first,
    enum attribute_id last, enum attribute_id top, enum attribute_id different)
{
    return (struct columns_of_kind){.first = census_whole(census, first),
        .last = census_whole(census, last),
        .top = census_whole(census, top),
        .different = census_whole(census, different),
        .first_id = first,
        .last_id = last,
        .top_id = top};
}

static void make_columns(struct census *census, struct filling *to)
{
    static const char *const bands[] = {NULL, "lowest", "low", "middle", "high", "highest"};
    static const char *const chinese[] = {NULL, "低价", "中低价", "中价", "中高价", "高价"};
    to->of[KIND_CATEGORY] = make_kind(census, CUSTOMER_FIRST_CATEGORY, CUSTOMER_LAST_CATEGORY,
        CUSTOMER_TOP_CATEGORY, CUSTOMER_CATEGORIES);
    to->of[KIND_BRAND] = make_kind(
        census, CUSTOMER_FIRST_BRAND, CUSTOMER_LAST_BRAND, CUSTOMER_TOP_BRAND, CUSTOMER_BRANDS);
    to->of[KIND_ITEM] = make_kind(census, CUSTOMER_FIRST_ITEM, CUSTOMER_LAST_ITEM,
        CUSTOMER_TOP_ITEM, CUSTOMER_DIFFERENT_ITEMS);
    to->items = census_whole(census, CUSTOMER_ITEMS);
    to->band = census_whole(census, CUSTOMER_PRICE_BAND);
    to->items_per_order = census_decimal(census, CUSTOMER_ITEMS_PER_ORDER);
    to->price = census_decimal(census, CUSTOMER_ITEM_PRICE);
    to->low = census_decimal(census, CUSTOMER_PRICE_LOW);
    to->high = census_decimal(census, CUSTOMER_PRICE_HIGH);
    to->category_share = census_decimal(census, CUSTOMER_TOP_CATEGORY_SHARE);
    to->brand_share = census_decimal(census, CUSTOMER_TOP_BRAND_SHARE);
    to->loyalty = census_decimal(census, CUSTOMER_BRAND_LOYALTY);
    to->newness = census_decimal(census, CUSTOMER_NEWNESS);
    census_choices(census, CUSTOMER_PRICE_BAND, VALUE_CUTS + 2, bands, chinese);
}

static void baskets_open(struct filling *to)
{
    const struct facts_columns *columns = to->census->columns;
    uint32_t most[KINDS] = {0, 0, columns->products};
    for (uint32_t i = 0; i < columns->products; i++) {
        uint32_t category = columns->product_category[i], brand = columns->product_brand[i];
        most[KIND_CATEGORY] = category > most[KIND_CATEGORY] ? category : most[KIND_CATEGORY];
        most[KIND_BRAND] = brand > most[KIND_BRAND] ? brand : most[KIND_BRAND];
    }
    for (uint32_t hand = 0; hand < crew_hands(); hand++)
        for (int kind = 0; kind < KINDS; kind++)
            to->baskets[hand][kind] =
                (struct basket){.money = memory_zero((size_t)most[kind] + 1, sizeof(int64_t)),
                    .pieces = memory_zero((size_t)most[kind] + 1, sizeof(uint32_t)),
                    .met = memory_zero((size_t)most[kind] + 1, sizeof(uint8_t)),
                    .codes = memory_zero((size_t)most[kind] + 1, sizeof(uint32_t))};
}

static void baskets_close(struct filling *to)
{
    for (uint32_t hand = 0; hand < CREW_HANDS; hand++)
        for (int kind = 0; kind < KINDS; kind++) {
            free(to->baskets[hand][kind].money);
            free(to->baskets[hand][kind].pieces);
            free(to->baskets[hand][kind].met);
            free(to->baskets[hand][kind].codes);
        }
}

bool census_fill_lines(struct census *census, struct progress *progress, struct error *error)
{
    if (!census_need(census, FAMILY_ORDERS, progress, error))
        return false;
    date_day *launched = read_launches(census, progress, error);
    if (launched == NULL)
        return false;
    struct filling *to = memory_zero(1, sizeof(*to));
    to->census = census;
    to->orders = census_wholes(census, CUSTOMER_ORDERS);
    to->launched = launched;
    make_columns(census, to);
    baskets_open(to);
    bool good = crew_run(census->columns, work, to, progress, error);
    if (good)
        put_bands(to);
    good = good && name_all(to, progress, error);
    baskets_close(to);
    free(launched);
    free(to);
    return good;
}
