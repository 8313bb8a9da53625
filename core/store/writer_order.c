/* Products, orders, their lines and refunds. */
#include "core/store/writer_rows.h"

/* Binds with one function, tries to add, and changes the row of the same key when it was there. */
static bool add_or_change(struct writer *writer, enum writer_statement add_which,
    void (*bind)(sqlite3_stmt *, const struct writer *, const void *), const void *record,
    enum writer_outcome *outcome, struct error *error)
{
    sqlite3_stmt *add = writer_statement(writer, add_which, error);
    if (add == NULL)
        return false;
    bind(add, writer, record);
    bool done;
    *outcome = WRITER_ADDED;
    if (!writer_run(writer, add, &done, error))
        return false;
    if (done)
        return true;
    /* The change of a record follows its addition in the list of statements, but for FINDs. */
    enum writer_statement change_which = add_which + 1;
    if (add_which == WRITE_PRODUCT_ADD || add_which == WRITE_ORDER_ADD)
        change_which = add_which + 2;
    sqlite3_stmt *change = writer_statement(writer, change_which, error);
    if (change == NULL)
        return false;
    bind(change, writer, record);
    if (!writer_run(writer, change, &done, error))
        return false;
    *outcome = done ? WRITER_CHANGED : WRITER_SAME;
    return true;
}

static bool find_id(struct writer *writer, enum writer_statement which, const char *key,
    bool of_source, int64_t *id, struct error *error)
{
    sqlite3_stmt *find = writer_statement(writer, which, error);
    if (find == NULL)
        return false;
    sqlite3_bind_text(find, 1, key, -1, SQLITE_STATIC);
    if (of_source)
        sqlite3_bind_int64(find, 2, writer->source);
    bool row;
    if (!database_step(writer->database, find, &row, error))
        return false;
    *id = row ? sqlite3_column_int64(find, 0) : 0;
    if (row)
        sqlite3_reset(find);
    return true;
}

/* The id of a row just added, or of the one that was there. */
static bool row_id(struct writer *writer, enum writer_outcome outcome, enum writer_statement find,
    const char *key, bool of_source, int64_t *id, struct error *error)
{
    if (outcome != WRITER_ADDED)
        return find_id(writer, find, key, of_source, id, error);
    *id = sqlite3_last_insert_rowid(database_handle(writer->database));
    return true;
}

static void bind_product(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    (void)writer;
    const struct writer_product *product = record;
    sqlite3_bind_text(statement, 1, product->sku, -1, SQLITE_STATIC);
    writer_bind_text(statement, 2, product->name);
    writer_bind_id(statement, 3, product->category);
    writer_bind_id(statement, 4, product->brand);
    writer_bind_value(statement, 5, product->price);
    writer_bind_value(statement, 6, product->cost);
    writer_bind_text(statement, 7, product->launched_on);
}

bool writer_product(struct writer *writer, const struct writer_product *record, int64_t *product,
    enum writer_outcome *outcome, struct error *error)
{
    enum writer_outcome done = WRITER_SAME;
    /* A product named by its sku alone says nothing that could change the row. */
    bool bare = record->name == NULL && record->category == 0 && record->brand == 0 &&
                record->price == WRITER_UNKNOWN && record->cost == WRITER_UNKNOWN &&
                record->launched_on == NULL;
    *product = bare ? writer_recall(writer, REMEMBER_PRODUCT, record->sku) : 0;
    if (*product == 0) {
        if (!add_or_change(writer, WRITE_PRODUCT_ADD, bind_product, record, &done, error) ||
            !row_id(writer, done, WRITE_PRODUCT_FIND, record->sku, false, product, error))
            return false;
        writer->rewrote |= done == WRITER_CHANGED && *product <= writer->last_old_product;
        writer_remember(writer, REMEMBER_PRODUCT, record->sku, *product);
    }
    if (outcome != NULL)
        *outcome = done;
    return true;
}

static void bind_order(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    const struct writer_order *order = record;
    sqlite3_bind_text(statement, 1, order->number, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, writer->source);
    writer_bind_id(statement, 3, order->customer);
    sqlite3_bind_int64(statement, 4, order->placed_at);
    writer_bind_value(statement, 5, order->paid_at);
    writer_bind_value(statement, 6, order->closed_at);
    writer_bind_value(statement, 7, order->amount);
    writer_bind_value(statement, 8, order->due);
    writer_bind_value(statement, 9, order->discount);
    writer_bind_id(statement, 10, order->channel);
    writer_bind_id(statement, 11, order->region);
    writer_bind_id(statement, 12, order->agent);
    writer_bind_id(statement, 13, order->coupon);
}

/* An order that is there already comes again. */
static bool change_order(struct writer *writer, const struct writer_order *record,
    enum writer_outcome *outcome, struct error *error)
{
    sqlite3_stmt *change = writer_statement(writer, WRITE_ORDER_CHANGE, error);
    if (change == NULL)
        return false;
    bind_order(change, writer, record);
    bool changed;
    if (!writer_run(writer, change, &changed, error))
        return false;
    *outcome = changed ? WRITER_CHANGED : WRITER_SAME;
    return true;
}

static bool order_in_hurry(struct writer *writer, const struct writer_order *record, int64_t *order,
    enum writer_outcome *outcome, struct error *error)
{
    *outcome = WRITER_ADDED;
    if (!hurry_find_order(writer, record->number, order, error))
        return false;
    if (*order == 0)
        return hurry_add_order(writer, record, order, error);
    if (!change_order(writer, record, outcome, error))
        return false;
    writer->rewrote |= *outcome == WRITER_CHANGED && *order <= writer->last_old_order;
    return true;
}

bool writer_order(struct writer *writer, const struct writer_order *record, int64_t *order,
    enum writer_outcome *outcome, struct error *error)
{
    if (writer->hurry != NULL)
        return order_in_hurry(writer, record, order, outcome, error);
    if (!add_or_change(writer, WRITE_ORDER_ADD, bind_order, record, outcome, error) ||
        !row_id(writer, *outcome, WRITE_ORDER_FIND, record->number, true, order, error))
        return false;
    writer->rewrote |= *outcome == WRITER_CHANGED && *order <= writer->last_old_order;
    return true;
}

bool writer_find_order(
    struct writer *writer, const char *number, int64_t *order, struct error *error)
{
    if (writer->hurry != NULL)
        return hurry_find_order(writer, number, order, error);
    return find_id(writer, WRITE_ORDER_FIND, number, true, order, error);
}

static void bind_line(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    (void)writer;
    const struct writer_line *line = record;
    sqlite3_bind_int64(statement, 1, line->order);
    sqlite3_bind_int(statement, 2, line->position);
    writer_bind_id(statement, 3, line->product);
    sqlite3_bind_int64(statement, 4, line->quantity);
    writer_bind_value(statement, 5, line->amount);
    writer_bind_value(statement, 6, line->discount);
}

bool writer_line(struct writer *writer, const struct writer_line *record,
    enum writer_outcome *outcome, struct error *error)
{
    bool waits = false;
    *outcome = WRITER_ADDED;
    if (writer->hurry != NULL && !hurry_add_line(writer, record, &waits, error))
        return false;
    if (waits)
        return true;
    if (!add_or_change(writer, WRITE_LINE_ADD, bind_line, record, outcome, error))
        return false;
    writer->rewrote |= *outcome != WRITER_SAME && record->order <= writer->last_old_order;
    return true;
}

bool writer_cut_lines(struct writer *writer, int64_t order, int last_position,
    enum writer_outcome *outcome, struct error *error)
{
    if (writer->hurry != NULL && !hurry_flush_order(writer, order, error))
        return false;
    sqlite3_stmt *cut = writer_statement(writer, WRITE_LINE_CUT, error);
    if (cut == NULL)
        return false;
    sqlite3_bind_int64(cut, 1, order);
    sqlite3_bind_int(cut, 2, last_position);
    bool changed;
    if (!writer_run(writer, cut, &changed, error))
        return false;
    writer->rewrote |= changed && order <= writer->last_old_order;
    *outcome = changed ? WRITER_CHANGED : WRITER_SAME;
    return true;
}

static void bind_refund(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    const struct writer_refund *refund = record;
    sqlite3_bind_text(statement, 1, refund->number, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, writer->source);
    writer_bind_id(statement, 3, refund->order);
    writer_bind_id(statement, 4, refund->customer);
    writer_bind_value(statement, 5, refund->at);
    sqlite3_bind_int64(statement, 6, refund->amount);
    writer_bind_text(statement, 7, refund->reason);
}

bool writer_refund(struct writer *writer, const struct writer_refund *record,
    enum writer_outcome *outcome, struct error *error)
{
    if (!add_or_change(writer, WRITE_REFUND_ADD, bind_refund, record, outcome, error))
        return false;
    writer->rewrote |= *outcome == WRITER_CHANGED;
    return true;
}

static void bind_event(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    (void)writer;
    const struct writer_event *event = record;
    sqlite3_bind_int64(statement, 1, event->customer);
    sqlite3_bind_int64(statement, 2, event->at);
    sqlite3_bind_int(statement, 3, (int)event->kind);
    sqlite3_bind_int64(statement, 4, event->product);
    writer_bind_id(statement, 5, event->channel);
    writer_bind_id(statement, 6, event->agent);
    writer_bind_value(statement, 7, event->value);
}

bool writer_event(struct writer *writer, const struct writer_event *record,
    enum writer_outcome *outcome, struct error *error)
{
    if (!add_or_change(writer, WRITE_EVENT_ADD, bind_event, record, outcome, error))
        return false;
    /* Events have no number of their own, so the facts cannot tell new ones from old ones. */
    writer->rewrote |= *outcome != WRITER_SAME;
    return true;
}

struct traffic_row {
    const struct writer_traffic *traffic;
    char day[DATE_TEXT];
};

static void bind_traffic(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    (void)writer;
    const struct traffic_row *row = record;
    const struct writer_traffic *traffic = row->traffic;
    sqlite3_bind_text(statement, 1, row->day, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, traffic->channel);
    writer_bind_value(statement, 3, traffic->visitors);
    writer_bind_value(statement, 4, traffic->new_visitors);
    writer_bind_value(statement, 5, traffic->views);
    writer_bind_value(statement, 6, traffic->bounces);
    writer_bind_value(statement, 7, traffic->carts);
    writer_bind_value(statement, 8, traffic->favourites);
    writer_bind_value(statement, 9, traffic->inquiries);
    writer_bind_value(statement, 10, traffic->cost);
    writer_bind_value(statement, 11, traffic->reported_sales);
    writer_bind_value(statement, 12, traffic->reported_buyers);
    writer_bind_value(statement, 13, traffic->reported_orders);
}

bool writer_traffic(struct writer *writer, const struct writer_traffic *record,
    enum writer_outcome *outcome, struct error *error)
{
    struct traffic_row row = {.traffic = record};
    date_day_text(record->day, row.day);
    return add_or_change(writer, WRITE_TRAFFIC_ADD, bind_traffic, &row, outcome, error);
}

struct benchmark_row {
    const char *measure;
    char week[DATE_TEXT];
    double value;
};

static void bind_benchmark(sqlite3_stmt *statement, const struct writer *writer, const void *record)
{
    (void)writer;
    const struct benchmark_row *row = record;
    sqlite3_bind_text(statement, 1, row->measure, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, row->week, -1, SQLITE_STATIC);
    sqlite3_bind_double(statement, 3, row->value);
    sqlite3_bind_text(statement, 4, "import", -1, SQLITE_STATIC);
}

bool writer_benchmark(struct writer *writer, const char *measure, date_week week, double value,
    enum writer_outcome *outcome, struct error *error)
{
    struct benchmark_row row = {.measure = measure, .value = value};
    date_week_text(week, row.week);
    return add_or_change(writer, WRITE_BENCHMARK_ADD, bind_benchmark, &row, outcome, error);
}
