#include "tests/segment_sql.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/attribute.h"

/* Everything is said of a customer c; {E} is the first instant behind the day, {D} the day, {T} the
 * offset of the zone. Money is in yuan. */
struct expression {
    const char *id, *sql;
};

#define PAID "FROM orders o WHERE o.customer_id = c.id AND o.paid_at NOTNULL AND o.placed_at < {E}"
#define PLACED "FROM orders o WHERE o.customer_id = c.id AND o.placed_at < {E}"
#define EVENTS(kind)                                                                               \
    "FROM event e JOIN event_kind k ON k.id = e.kind WHERE e.customer_id = c.id AND k.name = "     \
    "'" kind "' AND e.at < {E}"
#define REFUNDS                                                                                    \
    "FROM refund r LEFT JOIN orders o ON o.id = r.order_id WHERE"                                  \
    " coalesce(r.customer_id, o.customer_id) = c.id AND coalesce(r.at, o.placed_at) < {E}"
#define DAY(instant) "(" instant " + {T}) / 86400"

static const struct expression expressions[] = {
    {"id", "c.id"},
    {"orders", "(SELECT count(*) " PAID ")"},
    {"frequency", "(SELECT count(*) " PAID ")"},
    {"sales", "(SELECT coalesce(sum(o.amount), 0) / 100.0 " PAID ")"},
    {"monetary", "(SELECT coalesce(sum(o.amount), 0) / 100.0 " PAID ")"},
    {"first_order", "(SELECT min(" DAY("o.placed_at") ") " PAID ")"},
    {"last_order", "(SELECT max(" DAY("o.placed_at") ") " PAID ")"},
    {"recency_days", "(SELECT {D} - max(" DAY("o.placed_at") ") " PAID ")"},
    {"orders_placed", "(SELECT count(*) " PLACED ")"},
    {"unpaid_orders", "(SELECT count(*) " PLACED " AND o.paid_at IS NULL)"},
    {"last_placed", "(SELECT max(" DAY("o.placed_at") ") " PLACED ")"},
    {"order_value", "(SELECT sum(o.amount) / 100.0 / count(*) " PAID ")"},
    {"largest_order", "(SELECT max(o.amount) / 100.0 " PAID ")"},
    {"orders_year", "(SELECT count(*) " PAID " AND " DAY("o.placed_at") " > {D} - 365)"},
    {"coupon_orders", "(SELECT count(*) " PAID " AND o.coupon_id NOTNULL)"},
    {"gender", "CASE c.gender WHEN 'f' THEN 'female' WHEN 'm' THEN 'male' END"},
    {"city", "c.city"},
    {"region", "(SELECT name FROM region WHERE id = c.region_id)"},
    {"channel", "(SELECT name FROM channel WHERE id = c.channel_id)"},
    {"registered", "CASE WHEN c.registered_at < {E} THEN " DAY("c.registered_at") " END"},
    {"visits", "(SELECT count(*) " EVENTS("visit") ")"},
    {"views", "(SELECT count(*) " EVENTS("view") ")"},
    {"carts", "(SELECT count(*) " EVENTS("cart") ")"},
    {"inquiries", "(SELECT count(*) " EVENTS("inquiry") ")"},
    {"reviews", "(SELECT count(*) " EVENTS("review") ")"},
    {"last_visit", "(SELECT max(" DAY("e.at") ") " EVENTS("visit") ")"},
    {"last_inquiry", "(SELECT max(" DAY("e.at") ") " EVENTS("inquiry") ")"},
    {"refunds", "(SELECT count(*) " REFUNDS ")"},
    {"refunded", "(SELECT coalesce(sum(r.amount), 0) / 100.0 " REFUNDS ")"},
    {"blacklisted", "EXISTS (SELECT 1 FROM blacklist WHERE customer_id = c.id)"},
    {"lifecycle", "CASE WHEN (SELECT count(*) " PAID ") = 0 THEN CASE WHEN c.registered_at < {E} OR"
                  " EXISTS (SELECT 1 " PLACED ") OR"
                  " EXISTS (SELECT 1 FROM event e WHERE e.customer_id = c.id AND e.at < {E})"
                  " THEN 'prospect' ELSE 'suspect' END"
                  " WHEN {D} - (SELECT max(" DAY(
                      "o.placed_at") ") " PAID ") > 180 THEN 'lapsed'"
                                     " WHEN {D} - (SELECT max(" DAY(
                                         "o.placed_at") ") " PAID ") > 90 THEN 'holding'"
                                                        " WHEN (SELECT count(*) " PAID
                                                        ") = 1 THEN 'new' ELSE 'regular' END"},
};

const char *const segment_sql_attributes[] = {"orders", "frequency", "sales", "monetary",
    "first_order", "last_order", "recency_days", "orders_placed", "unpaid_orders", "last_placed",
    "order_value", "largest_order", "orders_year", "coupon_orders", "gender", "city", "region",
    "channel", "registered", "visits", "views", "carts", "inquiries", "reviews", "last_visit",
    "last_inquiry", "refunds", "refunded", "blacklisted", "lifecycle", "id", NULL};

/* Who is a customer by the day. */
static const char known[] =
    "(coalesce(c.registered_at < {E}, 0) OR EXISTS (SELECT 1 " PLACED ") OR"
    " EXISTS (SELECT 1 FROM event e WHERE e.customer_id = c.id AND e.at < {E}) OR"
    " (c.registered_at IS NULL AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id) AND"
    " NOT EXISTS (SELECT 1 FROM event WHERE customer_id = c.id) AND"
    " NOT EXISTS (SELECT 1 FROM refund r LEFT JOIN orders o ON o.id = r.order_id"
    " WHERE coalesce(r.customer_id, o.customer_id) = c.id)))";

/* Appends SQL with its places filled for a day. */
static void put(struct text *text, const char *sql, date_day day)
{
    for (; *sql != '\0'; sql++) {
        if (strncmp(sql, "{E}", 3) == 0)
            text_format(text, "%lld", (day + 1) * 86400LL - SQL_ZONE_SECONDS);
        else if (strncmp(sql, "{D}", 3) == 0)
            text_format(text, "%d", day);
        else if (strncmp(sql, "{T}", 3) == 0)
            text_format(text, "%d", SQL_ZONE_SECONDS);
        else {
            text_append_char(text, *sql);
            continue;
        }
        sql += 2;
    }
}

static const char *expression_of(int attribute)
{
    for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++)
        if (strcmp(expressions[i].id, attributes[attribute].id) == 0)
            return expressions[i].sql;
    cr_assert_fail("no SQL for %s", attributes[attribute].id);
    abort();
}

/* --- comparisons --------------------------------------------------------------------------- */

/* The day some months before another: of the same number, or the last of its month. */
static date_day months_before(date_day day, int months)
{
    int year, month, of_month;
    date_to_civil(day, &year, &month, &of_month);
    for (; months > 0; months--)
        if (--month == 0) {
            month = 12;
            year--;
        }
    for (; months < 0; months++)
        if (++month == 13) {
            month = 1;
            year++;
        }
    while (!date_exists(year, month, of_month))
        of_month--;
    return date_from_civil(year, month, of_month);
}

static bool is_age(const struct query_value *value)
{
    return value->kind == QUERY_DAYS_AGO || value->kind == QUERY_MONTHS_AGO;
}

static date_day day_of(const struct segment_sql *sql, const struct query_value *value)
{
    return value->kind == QUERY_DATE         ? value->day
           : value->kind == QUERY_MONTHS_AGO ? months_before(sql->today, (int)value->number)
                                             : sql->today - (date_day)value->number;
}

static void put_value(
    const struct segment_sql *sql, struct text *text, const struct query_value *value)
{
    if (value->kind == QUERY_TEXT) {
        /* Fans are regulars here: which of them spend most is not asked. */
        const char *name = strcmp(value->text, "fan") == 0 ? "regular" : value->text;
        char *quoted = sqlite3_mprintf("%Q", name);
        text_append(text, quoted);
        sqlite3_free(quoted);
    } else if (value->kind == QUERY_NUMBER) {
        text_format(text, "%.17g", value->number);
    } else {
        text_format(text, "%d", day_of(sql, value));
    }
}

/* Whether x, an expression, compares; false where it is NULL. */
static void put_comparison(const struct segment_sql *sql, struct text *text, const char *x,
    enum query_comparison comparison, const struct query_value *values, size_t count)
{
    static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">="};
    static const char *const turned[] = {"=", "<>", ">", ">=", "<", "<="};
    text_format(text, "coalesce((%s) ", x);
    if (comparison == QUERY_BETWEEN) {
        bool ages = is_age(&values[0]) && is_age(&values[1]);
        date_day low = day_of(sql, &values[0]), high = day_of(sql, &values[1]);
        bool turn = ages && low > high;
        text_append(text, "BETWEEN ");
        put_value(sql, text, &values[turn ? 1 : 0]);
        text_append(text, " AND ");
        put_value(sql, text, &values[turn ? 0 : 1]);
    } else if (comparison == QUERY_IN || comparison == QUERY_NOT_IN) {
        text_append(text, comparison == QUERY_IN ? "IN (" : "NOT IN (");
        for (size_t i = 0; i < count; i++) {
            text_append(text, i > 0 ? ", " : "");
            put_value(sql, text, &values[i]);
        }
        text_append(text, ")");
    } else {
        /* An older day is a smaller one. */
        text_format(text, "%s ", (is_age(&values[0]) ? turned : signs)[comparison]);
        put_value(sql, text, &values[0]);
    }
    text_append(text, ", 0)");
}

/* --- acts ---------------------------------------------------------------------------------- */

static const char *event_of(enum query_act act)
{
    static const char *const kinds[QUERY_ACTS] = {[ACT_VISITED] = "visit",
        [ACT_VIEWED] = "view",
        [ACT_CARTED] = "cart",
        [ACT_FAVOURITED] = "favourite",
        [ACT_ASKED] = "inquiry",
        [ACT_REVIEWED] = "review",
        [ACT_RETURNED] = "return",
        [ACT_EXCHANGED] = "exchange",
        [ACT_COMPLAINED] = "complaint",
        [ACT_REFERRED] = "referral"};
    return kinds[act];
}

static bool is_of_line(enum query_field field)
{
    return field == FIELD_CATEGORY || field == FIELD_BRAND || field == FIELD_ITEM ||
           field == FIELD_PRICE || field == FIELD_QUANTITY;
}

static bool asks_lines(const struct query *query)
{
    bool any = false;
    for (size_t i = 0; i < query->condition_count; i++)
        any = any || is_of_line(query->conditions[i].field);
    return any && query->act <= ACT_UNPAID;
}

/* What an order is worth: what was paid, or what its lines come to. */
#define ORDER_AMOUNT                                                                               \
    "CASE WHEN o.paid_at NOTNULL THEN o.amount ELSE (SELECT CASE WHEN count(*) = count(amount)"    \
    " THEN sum(amount) END FROM order_line WHERE order_id = o.id) END"

/* A field of a row: order o (with line l), event x, message x. */
static const char *field_of(const struct query *query, enum query_field field)
{
    bool order = query->act <= ACT_UNPAID;
    bool lines = asks_lines(query);
    switch (field) {
    case FIELD_CATEGORY:
        return "(SELECT g.name FROM product p JOIN category g ON g.id = p.category_id"
               " WHERE p.id = x.product_id)";
    case FIELD_BRAND:
        return "(SELECT g.name FROM product p JOIN brand g ON g.id = p.brand_id"
               " WHERE p.id = x.product_id)";
    case FIELD_ITEM:
        return "(SELECT sku FROM product WHERE id = x.product_id)";
    case FIELD_PRICE:
        return "x.amount / (x.quantity * 100.0)";
    case FIELD_QUANTITY:
        return "x.quantity";
    case FIELD_AMOUNT:
        return query->act == ACT_REFUNDED ? "x.amount / 100.0"
               : lines                    ? "x.amount / 100.0"
                                          : "(" ORDER_AMOUNT ") / 100.0";
    case FIELD_CHANNEL:
        return order ? "(SELECT name FROM channel WHERE id = o.channel_id)"
                     : "(SELECT name FROM channel WHERE id = x.channel_id)";
    case FIELD_REGION:
        return "(SELECT name FROM region WHERE id = o.region_id)";
    case FIELD_AGENT:
        return order ? "(SELECT name FROM agent WHERE id = o.agent_id)"
                     : "(SELECT name FROM agent WHERE id = x.agent_id)";
    case FIELD_COUPON:
        return "(SELECT code FROM coupon WHERE id = o.coupon_id)";
    case FIELD_STARS:
        return "x.value";
    case FIELD_CAMPAIGN:
        return "(SELECT name FROM campaign WHERE id = w.campaign_id)";
    case FIELD_MEDIUM:
        return "w.medium";
    case FIELD_WEEKDAY:
        return order ? "((o.placed_at + {T}) / 86400 + 3) % 7" : "((x.at + {T}) / 86400 + 3) % 7";
    case FIELD_HOUR:
        return order ? "(o.placed_at + {T}) % 86400 / 3600" : "(x.at + {T}) % 86400 / 3600";
    default:
        return order ? "(o.placed_at + {T}) / 86400" : "(x.at + {T}) / 86400";
    }
}

static void put_source(struct text *text, const struct query *query)
{
    switch (query->act) {
    case ACT_ORDERED:
    case ACT_BOUGHT:
    case ACT_UNPAID:
        text_append(text, "FROM orders o ");
        if (asks_lines(query))
            text_append(text, "JOIN order_line x ON x.order_id = o.id ");
        text_append(text, "WHERE o.customer_id = c.id AND o.placed_at < {E}");
        if (query->act != ACT_ORDERED)
            text_format(text, " AND o.paid_at %s", query->act == ACT_BOUGHT ? "NOTNULL" : "ISNULL");
        break;
    case ACT_REFUNDED:
        text_append(text,
            "FROM (SELECT r.id, coalesce(r.customer_id, o.customer_id) AS customer_id,"
            " coalesce(r.at, o.placed_at) AS at, r.amount FROM refund r"
            " LEFT JOIN orders o ON o.id = r.order_id) x"
            " WHERE x.customer_id = c.id AND x.at < {E}");
        break;
    case ACT_SENT:
        text_append(text, "FROM (SELECT wave_id, customer_id, sent_at AS at FROM message"
                          " WHERE state IN ('sent', 'delivered')) x JOIN wave w ON w.id = x.wave_id"
                          " WHERE x.customer_id = c.id AND x.at < {E}");
        break;
    case ACT_OPENED:
    case ACT_CLICKED:
    case ACT_ANSWERED:
        text_format(text,
            "FROM response x JOIN wave w ON w.id = x.wave_id"
            " WHERE x.customer_id = c.id AND x.at < {E} AND x.kind = '%s'",
            query->act == ACT_OPENED    ? "opened"
            : query->act == ACT_CLICKED ? "clicked"
                                        : "answered");
        break;
    default:
        text_format(text,
            "FROM event x JOIN event_kind k ON k.id = x.kind"
            " WHERE x.customer_id = c.id AND x.at < {E} AND k.name = '%s'",
            event_of(query->act));
    }
}

static void put_conditions(
    const struct segment_sql *sql, struct text *text, const struct query *query)
{
    for (size_t i = 0; i < query->condition_count; i++) {
        const struct query_condition *condition = &query->conditions[i];
        if (condition->field == FIELD_TIMES || condition->field == FIELD_TOTAL)
            continue;
        text_append(text, " AND ");
        put_comparison(sql, text, field_of(query, condition->field), condition->comparison,
            condition->values, condition->value_count);
    }
}

static void put_act(const struct segment_sql *sql, struct text *text, const struct query *query)
{
    struct text rows = {0}, times = {0}, total = {0};
    bool asks_times = false;
    put_source(&rows, query);
    put_conditions(sql, &rows, query);
    text_format(&times, "(SELECT count(%s) %s)", asks_lines(query) ? "DISTINCT o.id" : "*",
        text_string(&rows));
    text_format(&total, "(SELECT coalesce(sum(%s), 0) / 100.0 %s)",
        query->act == ACT_REFUNDED || asks_lines(query) ? "x.amount" : ORDER_AMOUNT,
        text_string(&rows));
    text_append(text, "(1");
    for (size_t i = 0; i < query->condition_count; i++) {
        const struct query_condition *condition = &query->conditions[i];
        if (condition->field != FIELD_TIMES && condition->field != FIELD_TOTAL)
            continue;
        asks_times = asks_times || condition->field == FIELD_TIMES;
        text_append(text, " AND ");
        put_comparison(sql, text, text_string(condition->field == FIELD_TIMES ? &times : &total),
            condition->comparison, condition->values, condition->value_count);
    }
    if (!asks_times)
        text_format(text, " AND %s >= 1", text_string(&times));
    text_append(text, ")");
    text_free(&rows);
    text_free(&times);
    text_free(&total);
}

/* --- queries ------------------------------------------------------------------------------- */

static void put_query(const struct segment_sql *sql, struct text *text, const struct query *query);

/* The first of an order, as many as the share of those with a value. */
static void put_top(struct text *text, const struct query *query)
{
    const char *x = expression_of(query->attribute);
    text_format(text,
        "c.id IN (SELECT c.id FROM customer c WHERE %s AND (%s) NOTNULL ORDER BY (%s) %s, c.id"
        " LIMIT ",
        known, x, x, query->smallest ? "ASC" : "DESC");
    if (query->share > 0)
        text_format(text,
            "(SELECT CAST(s AS INTEGER) + (s > CAST(s AS INTEGER)) FROM (SELECT"
            " %.17g * count(*) - 1e-6 AS s FROM customer c WHERE %s AND (%s) NOTNULL)))",
            query->share, known, x);
    else
        text_format(text, "%u)", query->number);
}

static void put_random(struct text *text, const struct query *query)
{
    char *salt = sqlite3_mprintf("%Q", query->name != NULL ? query->name : "");
    if (query->share > 0)
        text_format(text, "chance(c.id, %s) < %.17g", salt, query->share);
    else
        text_format(text,
            "c.id IN (SELECT c.id FROM customer c WHERE %s ORDER BY chance(c.id, %s) LIMIT %u)",
            known, salt, query->number);
    sqlite3_free(salt);
}

static void put_was(const struct segment_sql *sql, struct text *text, const struct query *query)
{
    date_day then = day_of(sql, query->values);
    text_append(text, "(");
    put(text, known, then);
    text_append(text, " AND ");
    put(text, expression_of(CUSTOMER_LIFECYCLE), then);
    text_format(text, " = '%s')", query->name);
}

static void put_segment(const struct segment_sql *sql, struct text *text, const struct query *query)
{
    for (size_t i = 0; sql->segment_names[i] != NULL; i++) {
        if (strcmp(sql->segment_names[i], query->name) != 0)
            continue;
        struct query *inner = query_parse(sql->segment_queries[i], NULL, NULL);
        put_query(sql, text, inner);
        query_free(&inner);
        return;
    }
    cr_assert_fail("no segment %s", query->name);
}

static void put_joined(const struct segment_sql *sql, struct text *text, const struct query *query)
{
    for (size_t i = 0; i < query->child_count; i++) {
        text_append(text, i == 0 ? "(" : query->kind == QUERY_AND ? " AND " : " OR ");
        put_query(sql, text, query->children[i]);
    }
    text_append(text, ")");
}

static void put_query(const struct segment_sql *sql, struct text *text, const struct query *query)
{
    switch (query->kind) {
    case QUERY_ALL:
        text_append(text, "1");
        break;
    case QUERY_AND:
    case QUERY_OR:
        put_joined(sql, text, query);
        break;
    case QUERY_NOT:
        text_append(text, "NOT ");
        put_query(sql, text, query->children[0]);
        break;
    case QUERY_COMPARE:
        put_comparison(sql, text, expression_of(query->attribute), query->comparison, query->values,
            query->value_count);
        break;
    case QUERY_KNOWN:
        text_format(text, "((%s) NOTNULL)", expression_of(query->attribute));
        break;
    case QUERY_DID:
        put_act(sql, text, query);
        break;
    case QUERY_TOP:
        put_top(text, query);
        break;
    case QUERY_RANDOM:
        put_random(text, query);
        break;
    case QUERY_WAS:
        put_was(sql, text, query);
        break;
    case QUERY_SEGMENT:
        put_segment(sql, text, query);
        break;
    }
}

void segment_sql_ids(const struct segment_sql *sql, const struct query *query, struct text *text)
{
    struct text raw = {0};
    text_format(&raw, "SELECT c.id FROM customer c WHERE %s AND ", known);
    put_query(sql, &raw, query);
    text_append(&raw, " ORDER BY c.id");
    put(text, text_string(&raw), sql->today);
    text_free(&raw);
}

/* FNV-1a of the salt, moved on by the customer in steps of the golden ratio, mixed by splitmix64;
 * as a fraction. */
static void chance(sqlite3_context *context, int count, sqlite3_value **values)
{
    const unsigned char *salt = sqlite3_value_text(values[1]);
    unsigned long long state = 14695981039346656037ull;
    (void)count;
    while (*salt != '\0') {
        state ^= *salt++;
        state *= 1099511628211ull;
    }
    state += (unsigned long long)sqlite3_value_int64(values[0]) * 11400714819323198485ull;
    state = (state ^ (state >> 30)) * 13787848793156543929ull;
    state = (state ^ (state >> 27)) * 10723151780598845931ull;
    state ^= state >> 31;
    sqlite3_result_double(context, (double)(state >> 11) / 9007199254740992.0);
}

void segment_sql_functions(sqlite3 *handle)
{
    sqlite3_create_function(
        handle, "chance", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, chance, NULL, NULL);
}
