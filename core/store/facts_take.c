#include "core/store/facts_take.h"

#include <stdatomic.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/store/database.h"
#include "core/store/writer.h"

enum { TELL_EVERY = 4096, CODE_LIMIT = UINT16_MAX };

uint32_t facts_count(const struct spool *spool, size_t size)
{
    return (uint32_t)(spool->length / size);
}

static int64_t id_at(const void *rows, size_t size, size_t place)
{
    int64_t id;
    memcpy(&id, (const char *)rows + place * size, sizeof(id));
    return id;
}

/* Ids are mostly dense, so the place is guessed first. */
bool facts_find(const void *rows, size_t count, size_t size, int64_t id, uint32_t *place)
{
    size_t low = 0, high = count;
    if (id >= 1 && (uint64_t)id <= count) {
        low = (size_t)id - 1;
        int64_t found = id_at(rows, size, low);
        if (found == id) {
            *place = (uint32_t)low;
            return true;
        }
        /* Ids rise by at least one, so a greater one lies before. */
        high = found > id ? low : count;
        low = found > id ? 0 : low + 1;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t found = id_at(rows, size, middle);
        if (found == id) {
            *place = (uint32_t)middle;
            return true;
        }
        if (found < id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

static uint32_t nobody(const struct taker *taker)
{
    const struct gathered *gathered = taker->gathered;
    uint32_t before = gathered->old != NULL ? gathered->old->columns.customers : 0;
    return before + facts_count(&gathered->customers, sizeof(struct customer_row));
}

/* The index of a customer: first those that are there already, then the new ones, then nobody. */
static uint32_t customer_of(const struct taker *taker, sqlite3_value *value)
{
    const struct gathered *gathered = taker->gathered;
    uint32_t before = gathered->old != NULL ? gathered->old->columns.customers : 0;
    uint32_t count = facts_count(&gathered->customers, sizeof(struct customer_row)), place;
    int64_t id = sqlite3_value_int64(value);
    if (is_null(value))
        return before + count;
    if (before > 0 &&
        facts_find(gathered->old->columns.customer_id, before, sizeof(int64_t), id, &place))
        return place;
    if (facts_find(gathered->customers.bytes, count, sizeof(struct customer_row), id, &place))
        return before + place;
    return before + count;
}

/* Index 0 is no product, so the first product has index 1. */
static uint32_t product_of(const struct taker *taker, sqlite3_value *value)
{
    const struct gathered *gathered = taker->gathered;
    uint32_t before = gathered->old != NULL ? gathered->old->columns.products : 1;
    uint32_t count = facts_count(&gathered->products, sizeof(struct product_row)), place;
    int64_t id = sqlite3_value_int64(value);
    if (id == 0)
        return 0;
    if (before > 1 &&
        facts_find(gathered->old->columns.product_id + 1, before - 1, sizeof(int64_t), id, &place))
        return place + 1;
    if (facts_find(gathered->products.bytes, count, sizeof(struct product_row), id, &place))
        return before + place;
    return 0;
}

static uint16_t code_of(sqlite3_value *value)
{
    int64_t id = sqlite3_value_int64(value);
    return id < 0 || id > CODE_LIMIT ? CODE_LIMIT : (uint16_t)id;
}

/* A reader counts kinds as bits; a kind that a later version or a damaged file holds is no kind. */
static uint8_t kind_of(sqlite3_value *value)
{
    int64_t kind = sqlite3_value_int64(value);
    return kind > 0 && kind < EVENT_KINDS ? (uint8_t)kind : 0;
}

static int64_t known_of(sqlite3_value *value)
{
    return is_null(value) ? WRITER_UNKNOWN : sqlite3_value_int64(value);
}

static uint32_t instant_of(sqlite3_value *value)
{
    int64_t instant = sqlite3_value_int64(value);
    return instant < 0 ? 0 : instant > UINT32_MAX ? UINT32_MAX : (uint32_t)instant;
}

/* A place in a spool for a row whose id must lie behind the one before. */
static void *take_place(struct taker *taker, struct spool *spool, size_t size, int64_t id)
{
    if (id <= taker->last_id && spool->length > 0) {
        error_set(&taker->failure, "%s: %s", database_path(taker->database),
            say("its rows do not come in the order of their ids"));
        return NULL;
    }
    taker->last_id = id;
    void *place = spool_add(spool, size);
    if (place == NULL)
        spool_good(spool, &taker->failure);
    return place;
}

bool facts_take_customer(struct taker *taker, sqlite3_value **row)
{
    int64_t id = sqlite3_value_int64(row[0]);
    struct customer_row *customer =
        take_place(taker, &taker->gathered->customers, sizeof(*customer), id);
    if (customer == NULL)
        return false;
    const unsigned char *gender = sqlite3_value_text(row[2]);
    *customer = (struct customer_row){
        .id = id,
        .region = code_of(row[1]),
        .gender = gender != NULL ? gender[0] : 0,
    };
    return true;
}

bool facts_take_product(struct taker *taker, sqlite3_value **row)
{
    int64_t id = sqlite3_value_int64(row[0]);
    struct product_row *product =
        take_place(taker, &taker->gathered->products, sizeof(*product), id);
    if (product == NULL)
        return false;
    *product = (struct product_row){
        .id = id,
        .category = code_of(row[1]),
        .brand = code_of(row[2]),
        .cost = known_of(row[3]),
    };
    return true;
}

bool facts_take_order(struct taker *taker, sqlite3_value **row)
{
    int64_t id = sqlite3_value_int64(row[0]);
    struct order_row *order = take_place(taker, &taker->gathered->orders, sizeof(*order), id);
    if (order == NULL)
        return false;
    *order = (struct order_row){
        .id = id,
        .customer = customer_of(taker, row[1]),
        .placed_at = instant_of(row[2]),
        .paid = !is_null(row[3]),
        .amount = known_of(row[4]),
        .channel = code_of(row[5]),
        .region = code_of(row[6]),
        .agent = code_of(row[7]),
        .coupon = code_of(row[8]),
        .discount = is_null(row[9])                   ? DISCOUNT_UNKNOWN
                    : sqlite3_value_int64(row[9]) > 0 ? DISCOUNT_GIVEN
                                                      : DISCOUNT_NONE,
    };
    return true;
}

bool facts_take_line(struct taker *taker, sqlite3_value **row)
{
    struct gathered *gathered = taker->gathered;
    int64_t order = sqlite3_value_int64(row[0]);
    uint32_t place = facts_count(&gathered->lines, sizeof(struct line_row));
    if (order != taker->last_id || place == 0) {
        struct line_run *run = take_place(taker, &gathered->runs, sizeof(*run), order);
        if (run == NULL)
            return false;
        *run = (struct line_run){.order = order, .first = place};
    }
    struct line_row *line = spool_add(&gathered->lines, sizeof(*line));
    if (line == NULL)
        return spool_good(&gathered->lines, &taker->failure);
    int64_t quantity = sqlite3_value_int64(row[2]);
    *line = (struct line_row){
        .product = product_of(taker, row[1]),
        .quantity = quantity < 0            ? 0
                    : quantity > UINT32_MAX ? UINT32_MAX
                                            : (uint32_t)quantity,
        .amount = known_of(row[3]),
        .discounted = sqlite3_value_int64(row[4]) > 0,
    };
    return true;
}

bool facts_take_event(struct taker *taker, sqlite3_value **row)
{
    uint32_t customer = customer_of(taker, row[0]);
    /* Whose customer was deleted by hand: it would stand between the events of others, whose runs
     * are counted. */
    if (customer == nobody(taker))
        return true;
    struct event_row *event = spool_add(&taker->gathered->events, sizeof(*event));
    if (event == NULL)
        return spool_good(&taker->gathered->events, &taker->failure);
    int64_t value = known_of(row[6]);
    *event = (struct event_row){
        .customer = customer,
        .at = instant_of(row[1]),
        .kind = kind_of(row[2]),
        .product = product_of(taker, row[3]),
        .channel = code_of(row[4]),
        .agent = code_of(row[5]),
        .value = value < 0 || value >= UINT32_MAX ? UINT32_MAX : (uint32_t)value,
    };
    return true;
}

/* order_id, customer_id, at, amount, and of the order: customer_id, placed_at. */
bool facts_take_refund(struct taker *taker, sqlite3_value **row)
{
    struct refund_row *refund = spool_add(&taker->gathered->refunds, sizeof(*refund));
    if (refund == NULL)
        return spool_good(&taker->gathered->refunds, &taker->failure);
    bool ordered = !is_null(row[5]);
    uint32_t buyer = customer_of(taker, row[4]);
    *refund = (struct refund_row){
        .customer = ordered && is_null(row[1]) ? buyer : customer_of(taker, row[1]),
        .amount = sqlite3_value_int64(row[3]),
        .order = ordered ? sqlite3_value_int64(row[0]) : 0,
        .order_customer = buyer,
        .order_at = instant_of(row[5]),
        .at = is_null(row[2]) ? instant_of(row[5]) : instant_of(row[2]),
    };
    return true;
}

static void take_row(sqlite3_context *context, int count, sqlite3_value **row)
{
    struct taker *taker = sqlite3_user_data(context);
    (void)count;
    bool good = taker->take(taker, row);
    if (good && ++taker->since_told == TELL_EVERY) {
        int64_t rows = atomic_fetch_add(taker->rows, TELL_EVERY) + TELL_EVERY;
        taker->since_told = 0;
        progress_report(taker->progress, rows, taker->expected, rows);
        good = !progress_cancelled(taker->progress) || progress_stop(&taker->failure);
    }
    if (!good)
        sqlite3_result_error(context, "stopped", -1);
}

static void take_end(sqlite3_context *context)
{
    sqlite3_result_null(context);
}

bool facts_take(struct taker *taker, const struct taking *taking, struct error *error)
{
    taker->take = taking->take;
    taker->failure.text[0] = '\0';
    if (sqlite3_create_function_v2(database_handle(taker->database), "take", -1, SQLITE_UTF8, taker,
            NULL, take_row, take_end, NULL) != SQLITE_OK)
        return database_error(taker->database, error);
    sqlite3_stmt *statement = database_prepare(taker->database, taking->sql, error);
    if (statement == NULL)
        return false;
    if (sqlite3_bind_parameter_count(statement) > 0)
        sqlite3_bind_int64(statement, 1, taking->behind);
    bool row, good = database_step(taker->database, statement, &row, error);
    sqlite3_finalize(statement);
    if (!good && taker->failure.text[0] != '\0')
        error_set(error, "%s", taker->failure.text);
    return good;
}
