#include "core/intake/guess.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/money.h"
#include "core/base/text.h"
#include "core/intake/clean.h"

/* Words of headers, in plain form; the first that fits a column takes it. A header equal to a word
 * is a better fit than one that only holds it. */
static const struct {
    enum field field;
    const char *words[14];
} synonyms[] = {
    {FIELD_NUMBER, {"订单编号", "订单号", "单号", "order number", "order id", "order no", "orderid",
                       "order", "invoice", "basket", "receipt", "transaction id", "number"}},
    {FIELD_PLACED_AT, {"下单时间", "创建时间", "订单创建", "下单日期", "order date", "created",
                          "placed", "invoice date", "purchase date", "日期", "时间", "date"}},
    {FIELD_PAID_AT, {"付款时间", "支付时间", "paid at", "paid date", "payment date", "paid"}},
    {FIELD_CLOSED_AT, {"关闭时间", "取消时间", "cancelled", "canceled", "closed"}},
    {FIELD_AMOUNT,
        {"实付", "实际支付", "支付金额", "订单金额", "总金额", "amount paid", "paid amount",
            "order total", "grand total", "total", "amount", "金额", "revenue", "sales"}},
    {FIELD_REFUND, {"退款", "refund"}},
    {FIELD_DISCOUNT, {"优惠", "折扣", "discount"}},
    {FIELD_STATE, {"订单状态", "状态", "financial status", "order status", "status", "state"}},
    {FIELD_CURRENCY, {"币种", "currency"}},
    {FIELD_CUSTOMER, {"会员名", "买家", "会员", "客户编号", "用户", "customer id", "customerid",
                         "member", "userid", "user id", "visitor", "household", "customer"}},
    {FIELD_EMAIL, {"邮箱", "电子邮件", "email", "e-mail"}},
    {FIELD_PHONE, {"手机", "电话", "phone", "mobile", "tel"}},
    {FIELD_NAME, {"收货人", "姓名", "full name", "customer name", "name"}},
    {FIELD_GENDER, {"性别", "gender", "sex"}},
    {FIELD_BIRTHDAY, {"生日", "出生", "birth"}},
    {FIELD_REGISTERED_AT, {"注册", "入会", "registered", "registration", "sign up"}},
    {FIELD_SKU, {"商家编码", "商品编码", "货号", "商品id", "sku", "stock code", "stockcode",
                    "product id", "item id", "itemid", "product code"}},
    {FIELD_ITEM, {"标题", "商品名", "宝贝", "品名", "product name", "item name", "description",
                     "product", "item", "title"}},
    {FIELD_CATEGORY, {"类目", "分类", "品类", "category"}},
    {FIELD_BRAND, {"品牌", "brand", "vendor"}},
    {FIELD_QUANTITY, {"购买数量", "数量", "件数", "quantity", "qty", "units"}},
    {FIELD_LINE_AMOUNT, {"小计", "sales value", "line total", "subtotal"}},
    {FIELD_PRICE, {"单价", "价格", "unit price", "price"}},
    {FIELD_CITY, {"城市", "city"}},
    {FIELD_REGION,
        {"省份", "省", "收货地址", "地址", "地区", "province", "region", "country", "state"}},
    {FIELD_EVENT, {"行为", "事件", "event", "behavior", "behaviour", "action"}},
    {FIELD_AT, {"时间戳", "timestamp", "event time", "时间", "time"}},
    {FIELD_DAY, {"统计日期", "日期", "day", "date"}},
    {FIELD_CHANNEL, {"渠道", "来源", "channel", "medium", "source"}},
    {FIELD_VISITORS, {"访客", "visitors", "visits", "sessions", "users"}},
    {FIELD_VIEWS, {"浏览量", "pageviews", "page views", "views"}},
    {FIELD_BOUNCE_RATE, {"跳失率", "bounce"}},
    {FIELD_COST, {"成本", "花费", "消耗", "费用", "cost", "spend"}},
    {FIELD_MEASURE, {"指标", "measure", "metric"}},
    {FIELD_WEEK, {"周", "week"}},
    {FIELD_VALUE, {"数值", "均值", "值", "value", "benchmark"}},
};

/* 2 for the same word, 1 when the header holds it as a part, 0 otherwise. Letters only match at the
 * beginnings of words, so that "tel" is not found in "hotel". */
static int fit(const char *header, const char *word)
{
    if (strcmp(header, word) == 0)
        return 2;
    for (const char *at = header; (at = strstr(at, word)) != NULL; at++)
        if (at == header || !isalpha((unsigned char)at[-1]) || !isalpha((unsigned char)*word))
            return 1;
    return 0;
}

static bool is_taken(const struct guess *guess, size_t column)
{
    for (int i = 0; i < FIELDS; i++)
        if (guess->column[i] == (int)column)
            return true;
    return false;
}

static int find_header(
    const struct guess *guess, char *const *plain, const char *const *words, int wanted)
{
    for (size_t i = 0; i < 14 && words[i] != NULL; i++)
        for (size_t column = 0; column < guess->columns; column++)
            if (fit(plain[column], words[i]) >= wanted && !is_taken(guess, column))
                return (int)column;
    return -1;
}

/* Gives columns to the fields of a kind: exact words first, then parts of words. */
static size_t assign(struct guess *guess, char *const *plain, enum kind kind)
{
    size_t found = 0;
    for (int i = 0; i < FIELDS; i++)
        guess->column[i] = -1;
    for (int wanted = 2; wanted >= 1; wanted--) {
        for (size_t i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++) {
            enum field field = synonyms[i].field;
            if (!kind_takes(kind, field) || guess->column[field] >= 0)
                continue;
            guess->column[field] = find_header(guess, plain, synonyms[i].words, wanted);
            found += guess->column[field] >= 0;
        }
    }
    return found;
}

static bool is_number(const char *value)
{
    double number;
    return clean_number(value, &number);
}

static bool looks_like_data(const struct sample_row *row)
{
    struct moment moment;
    for (size_t i = 0; i < row->count; i++)
        if (is_number(row->cells[i]) ||
            moment_parse(row->cells[i], MOMENT_YMD, &moment) == MOMENT_GOOD)
            return true;
    return false;
}

/* The header is the first row as wide as the rest that holds no numbers and no dates. */
static void find_header_row(const struct sample *sample, struct guess *guess)
{
    size_t widest = 0;
    for (size_t i = 0; i < sample->count; i++)
        if (sample->rows[i].count > widest)
            widest = sample->rows[i].count;
    guess->columns = widest;
    for (size_t i = 0; i < sample->count && i < 12; i++) {
        const struct sample_row *row = &sample->rows[i];
        if (row->count < widest)
            continue;
        if (!looks_like_data(row)) {
            guess->header = row;
            guess->header_line = row->line;
            guess->first_row = i + 1;
        }
        return;
    }
}

/* The share of values in a column that are dates of an order, in a hundred. */
static int date_share(
    const struct sample *sample, const struct guess *guess, size_t column, enum moment_order order)
{
    int values = 0, dates = 0;
    for (size_t i = guess->first_row; i < sample->count; i++) {
        struct moment moment;
        if (column >= sample->rows[i].count || sample->rows[i].cells[column][0] == '\0')
            continue;
        const char *cell = sample->rows[i].cells[column];
        size_t digits = strspn(cell, "0123456789");
        bool plausible = order == MOMENT_UNIX      ? digits == 10
                         : order == MOMENT_UNIX_MS ? digits == 13
                                                   : cell[digits] != '\0' || digits == 8;
        values++;
        dates += plausible && moment_parse(cell, order, &moment) == MOMENT_GOOD;
    }
    return values > 0 ? dates * 100 / values : 0;
}

/* The column of the dates when no header told it, and how they are written. */
static void find_dates(const struct sample *sample, struct guess *guess)
{
    static const enum field fields[] = {
        FIELD_PLACED_AT, FIELD_AT, FIELD_DAY, FIELD_REGISTERED_AT, FIELD_WEEK};
    static const enum moment_order orders[] = {
        MOMENT_YMD, MOMENT_DMY, MOMENT_MDY, MOMENT_UNIX, MOMENT_UNIX_MS};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        int best = 50;
        int told = guess->column[fields[i]];
        if (!kind_takes(guess->kind, fields[i]) ||
            (told < 0 && !kind_needs(guess->kind, fields[i])))
            continue;
        for (size_t column = 0; column < guess->columns; column++) {
            if (told >= 0 ? column != (size_t)told : is_taken(guess, column))
                continue;
            for (size_t j = 0; j < sizeof(orders) / sizeof(orders[0]); j++) {
                int share = date_share(sample, guess, column, orders[j]);
                if (share > best) {
                    best = share;
                    guess->order = orders[j];
                    guess->column[fields[i]] = (int)column;
                }
            }
        }
        if (best > 50)
            return;
    }
}

static void look_at_amounts(const struct sample *sample, struct guess *guess)
{
    static const enum field fields[] = {FIELD_AMOUNT, FIELD_PRICE, FIELD_SALES, FIELD_COST};
    static const struct {
        const char *sign, *code;
    } signs[] = {
        {"€", "EUR"}, {"£", "GBP"}, {"US$", "USD"}, {"$", "USD"}, {"元", "CNY"}, {"¥", "CNY"}};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        int column = guess->column[fields[i]];
        for (size_t j = guess->first_row; column >= 0 && j < sample->count; j++) {
            if ((size_t)column >= sample->rows[j].count)
                continue;
            const char *cell = sample->rows[j].cells[column];
            const char *comma = strrchr(cell, ',');
            guess->decimal_comma |=
                comma != NULL && strchr(comma, '.') == NULL && strspn(comma + 1, "0123456789") == 2;
            for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++)
                if (guess->currency[0] == '\0' && strstr(cell, signs[k].sign) != NULL)
                    strcpy(guess->currency, signs[k].code);
        }
    }
}

/* The kind of which the most is there: needed fields weigh most. */
static enum kind choose_kind(struct guess *guess, char *const *plain)
{
    enum kind best = KIND_ORDERS;
    long best_score = -1000;
    for (int kind = 0; kind < KINDS; kind++) {
        long score = (long)assign(guess, plain, (enum kind)kind);
        bool person = guess->column[FIELD_CUSTOMER] >= 0 || guess->column[FIELD_EMAIL] >= 0 ||
                      guess->column[FIELD_PHONE] >= 0;
        for (int field = 0; field < FIELDS; field++)
            if (kind_needs((enum kind)kind, (enum field)field))
                score += guess->column[field] >= 0 ? 1 : -3;
        if (kind == KIND_CUSTOMERS)
            score -= person ? 1 : 6;
        if (kind == KIND_STATISTICS)
            score -= guess->column[FIELD_VISITORS] >= 0 ? 0 : 6;
        if (kind == KIND_INVOICES && guess->column[FIELD_AMOUNT] >= 0)
            score -= 2;
        if (score > best_score) {
            best_score = score;
            best = (enum kind)kind;
        }
    }
    return best;
}

void guess_file(const struct sample *sample, struct guess *guess)
{
    *guess = (struct guess){.kind = KIND_ORDERS, .order = MOMENT_YMD};
    find_header_row(sample, guess);
    char **copies = memory_zero(guess->columns, sizeof(*copies));
    char **plain = memory_zero(guess->columns, sizeof(*plain));
    for (size_t i = 0; i < guess->columns; i++) {
        copies[i] = string_copy(guess->header != NULL ? guess->header->cells[i] : "");
        plain[i] = mapping_plain_header(copies[i]);
        for (char *at = plain[i]; *at != '\0'; at++)
            if (*at == '_')
                *at = ' ';
    }
    if (guess->header != NULL)
        guess->kind = choose_kind(guess, plain);
    assign(guess, plain, guess->kind);
    find_dates(sample, guess);
    look_at_amounts(sample, guess);
    for (size_t i = 0; i < guess->columns; i++)
        free(copies[i]);
    free(copies);
    free(plain);
}
