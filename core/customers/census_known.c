/* Family known: who is a customer by the day, and with whom there was any contact. */
#include <stdlib.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"

/* What the facts tell of a customer. */
enum trace {
    TRACE_NONE,  /* nothing that bears a date */
    TRACE_LATER, /* only after the day, or nothing but refunds */
    TRACE_SEEN,  /* an order or event up to the day */
    TRACE_REGISTERED,
    TRACE_REGISTERED_LATER
};

struct knowing {
    struct census *census;
    uint8_t *traces; /* enum trace */
    _Atomic uint32_t unseen;
};

static bool seen_by(const struct census *census, uint32_t customer)
{
    const struct facts_columns *columns = census->columns;
    uint32_t order = columns->order_begin[customer], order_end = columns->order_begin[customer + 1];
    uint32_t event = columns->event_begin[customer], event_end = columns->event_begin[customer + 1];
    /* They are in the order of time; where clocks go back, that of days can differ by one. */
    for (; order < order_end && census_order_day(columns, order) <= census->as_of + 1; order++)
        if (census_order_day(columns, order) <= census->as_of)
            return true;
    for (; event < event_end && census_event_day(columns, event) <= census->as_of + 1; event++)
        if (census_event_day(columns, event) <= census->as_of)
            return true;
    return false;
}

/* A refund alone shows nobody: its order is not ours. */
static bool dated(const struct facts_columns *columns, uint32_t customer)
{
    return columns->order_begin[customer] < columns->order_begin[customer + 1] ||
           columns->event_begin[customer] < columns->event_begin[customer + 1] ||
           columns->refund_begin[customer] < columns->refund_begin[customer + 1];
}

static void trace(void *context, uint32_t hand, uint32_t begin, uint32_t end)
{
    struct knowing *knowing = context;
    uint32_t unseen = 0;
    (void)hand;
    for (uint32_t i = begin; i < end; i++) {
        bool seen = seen_by(knowing->census, i);
        knowing->traces[i] = seen                                 ? TRACE_SEEN
                             : dated(knowing->census->columns, i) ? TRACE_LATER
                                                                  : TRACE_NONE;
        unseen += !seen;
    }
    knowing->unseen += unseen;
}

static void take_registration(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct knowing *knowing = context;
    date_instant at = sqlite3_column_int64(row, 1);
    if (knowing->traces[place] != TRACE_SEEN)
        knowing->traces[place] =
            at < knowing->census->end ? TRACE_REGISTERED : TRACE_REGISTERED_LATER;
}

static bool look_up_each(struct knowing *knowing, struct progress *progress, struct error *error)
{
    const struct facts_columns *columns = knowing->census->columns;
    struct database *database = database_open(knowing->census->path, DATABASE_READ, error);
    sqlite3_stmt *statement = database == NULL
                                  ? NULL
                                  : database_prepare(database,
                                        "SELECT id, registered_at FROM customer WHERE id = ?1 AND"
                                        " registered_at IS NOT NULL",
                                        error);
    /* One reading transaction, so that not every look takes a lock of its own. */
    bool row, good = statement != NULL && database_run(database, "BEGIN", error);
    for (uint32_t i = 0; good && i < columns->customers; i++) {
        if (i % 4096 == 0 && progress_cancelled(progress))
            good = progress_stop(error);
        if (!good || knowing->traces[i] == TRACE_SEEN)
            continue;
        sqlite3_bind_int64(statement, 1, columns->customer_id[i]);
        good = database_step(database, statement, &row, error);
        if (good && row)
            take_registration(knowing, statement, i);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    database_free(&database);
    return good;
}

/* Looking one person up costs about as much as reading twenty in order. */
enum { LOOK_UP_COST = 20 };

static bool read_registrations(
    struct knowing *knowing, struct progress *progress, struct error *error)
{
    if (knowing->unseen < knowing->census->columns->customers / LOOK_UP_COST)
        return knowing->unseen == 0 || look_up_each(knowing, progress, error);
    return census_scan(knowing->census,
        "SELECT id, registered_at FROM customer"
        " WHERE id BETWEEN ?1 AND ?2 AND registered_at IS NOT NULL ORDER BY id",
        take_registration, knowing, progress, error);
}

bool census_fill_known(struct census *census, struct progress *progress, struct error *error)
{
    uint32_t count = census->columns->customers;
    struct knowing knowing = {
        .census = census, .traces = memory_zero((size_t)count + 1, sizeof(uint8_t))};
    bool good = crew_run(census->columns, trace, &knowing, progress, error) &&
                read_registrations(&knowing, progress, error);
    free(census->known);
    free(census->contact);
    census->known = memory_zero((size_t)count / 64 + 1, sizeof(uint64_t));
    census->contact = memory_zero((size_t)count / 64 + 1, sizeof(uint64_t));
    for (uint32_t i = 0; i < count; i++) {
        uint8_t found = knowing.traces[i];
        uint64_t contact = found == TRACE_SEEN || found == TRACE_REGISTERED;
        census->contact[i / 64] |= contact << i % 64;
        census->known[i / 64] |= (contact | (found == TRACE_NONE)) << i % 64;
    }
    free(knowing.traces);
    return good;
}
