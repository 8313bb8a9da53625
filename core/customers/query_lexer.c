#include "core/customers/query_lexer.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/text.h"

/* Where the reading is. */
struct reading {
    const char *text;
    size_t length, at;
    int column;
    struct token_list *list;
    size_t capacity, arena_used;
};

struct character {
    int32_t code; /* narrow; 0 at the end */
    size_t bytes;
};

enum { DIGITS_MOST = 15 }; /* digits a number may have: all of them are exact in a double */

/* Full-width forms are read as the narrow ones, Chinese signs as what they mean. */
static int32_t narrow(int32_t code)
{
    static const struct {
        int32_t wide, narrow;
    } signs[] = {{0x3000, ' '}, {0xa0, ' '}, {0xfeff, ' '}, {0x3001, ','}, {0xffe5, 0xa5},
        {0x2026, 0x2025}, {0x300c, 0x201c}, {0x300d, 0x201d}, {0x300e, 0x201c}, {0x300f, 0x201d},
        {0x2013, '-'}, {0x2014, '-'}, {0x2212, '-'}, {0x301c, '~'}, {'\t', ' '}, {'\n', ' '},
        {'\r', ' '}, {'_', ' '}};
    if (code >= 0xff01 && code <= 0xff5e)
        code -= 0xff01 - '!';
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (signs[i].wide == code)
            return signs[i].narrow;
    return code >= 'A' && code <= 'Z' ? code + 'a' - 'A' : code;
}

static struct character look(const struct reading *reading, size_t at)
{
    utf8proc_int32_t code = 0;
    if (at >= reading->length)
        return (struct character){0};
    utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)reading->text + at,
        (utf8proc_ssize_t)(reading->length - at), &code);
    return (struct character){narrow(code), bytes > 0 ? (size_t)bytes : 1};
}

static bool is_digit(int32_t code)
{
    return code >= '0' && code <= '9';
}

/* Scripts that are written without blanks: each character is a token. */
static bool is_ideograph(int32_t code)
{
    return (code >= 0x3005 && code <= 0x3007) || (code >= 0x3040 && code <= 0x30ff) ||
           (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) ||
           (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff);
}

static bool is_letter(int32_t code)
{
    if (code < 0x80)
        return code >= 'a' && code <= 'z';
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static void arena_put(struct reading *reading, int32_t code)
{
    reading->arena_used += (size_t)utf8proc_encode_char(
        code, (utf8proc_uint8_t *)reading->list->arena + reading->arena_used);
}

static struct token *begin(struct reading *reading, enum token_kind kind)
{
    struct token_list *list = reading->list;
    if (list->count + 1 >= reading->capacity) {
        reading->capacity = reading->capacity == 0 ? 64 : reading->capacity * 2;
        list->tokens = memory_resize(list->tokens, reading->capacity, sizeof(*list->tokens));
    }
    struct token *token = &list->tokens[list->count++];
    *token = (struct token){.kind = kind,
        .from = reading->at,
        .column = reading->column,
        .text = list->arena + reading->arena_used,
        .speech = -1};
    return token;
}

static void take(struct reading *reading, struct character character)
{
    reading->at += character.bytes;
    reading->column++;
}

static void end(struct reading *reading, struct token *token)
{
    reading->list->arena[reading->arena_used++] = '\0';
    token->to = reading->at;
    token->width = reading->column - token->column;
}

/* --- numbers and dates --------------------------------------------------------------------- */

double token_number(int64_t digits, int decimals)
{
    static const double powers[] = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    return (double)digits / powers[decimals];
}

/* Digits at a place, at most `most` of them; how many there are. */
static size_t read_digits(const struct reading *reading, size_t *at, size_t most, int *value)
{
    size_t count = 0;
    *value = 0;
    for (; count < most; count++) {
        struct character character = look(reading, *at);
        if (!is_digit(character.code))
            break;
        *value = *value * 10 + (character.code - '0');
        *at += character.bytes;
    }
    return count;
}

/* Takes 2026-05-01, 2026/5/1 or 2026年5月1日 when it stands here. */
static bool read_date(struct reading *reading)
{
    size_t at = reading->at;
    int year, month, day;
    if (read_digits(reading, &at, 4, &year) != 4)
        return false;
    struct character first = look(reading, at);
    if (first.code != '-' && first.code != '/' && first.code != 0x5e74)
        return false;
    at += first.bytes;
    if (read_digits(reading, &at, 2, &month) == 0)
        return false;
    struct character second = look(reading, at);
    if (second.code != (first.code == 0x5e74 ? 0x6708 : first.code))
        return false;
    at += second.bytes;
    if (read_digits(reading, &at, 2, &day) == 0)
        return false;
    struct character last = look(reading, at);
    if (is_digit(last.code))
        return false;
    if (first.code == 0x5e74 && (last.code == 0x65e5 || last.code == 0x53f7))
        at += last.bytes;
    struct token *token = begin(reading, TOKEN_DATE);
    while (reading->at < at)
        take(reading, look(reading, reading->at));
    if (date_exists(year, month, day))
        token->day = date_from_civil(year, month, day);
    else
        token->flaw = FLAW_NO_DATE;
    end(reading, token);
    return true;
}

/* Whether a comma here parts thousands: three digits and no fourth behind it. */
static bool parts_thousands(const struct reading *reading, size_t before)
{
    size_t at = reading->at + 1;
    int value;
    return before > 0 && before <= 3 && reading->text[reading->at] == ',' &&
           read_digits(reading, &at, 3, &value) == 3 && !is_digit(look(reading, at).code);
}

static void read_number(struct reading *reading)
{
    struct token *token = begin(reading, TOKEN_NUMBER);
    size_t digits = 0, group = 0;
    bool point = false;
    for (;; take(reading, look(reading, reading->at))) {
        struct character here = look(reading, reading->at);
        struct character behind = look(reading, reading->at + here.bytes);
        if (here.code == ',' && !point && parts_thousands(reading, group)) {
            token->flaw = token->grouped && group != 3 ? FLAW_GROUPS : token->flaw;
            token->grouped = true;
            group = 0;
            continue;
        }
        if (here.code == '.' && !point && is_digit(behind.code)) {
            point = true;
        } else if (is_digit(here.code)) {
            digits += digits > 0 || here.code != '0' || point;
            if (digits <= DIGITS_MOST)
                token->digits = token->digits * 10 + (here.code - '0');
            token->decimals += point && digits <= DIGITS_MOST;
            group++;
        } else {
            break;
        }
        arena_put(reading, here.code);
    }
    if (digits > DIGITS_MOST)
        token->flaw = FLAW_TOO_LARGE;
    token->number = token_number(token->digits, token->decimals);
    end(reading, token);
}

/* --- texts, words and signs ---------------------------------------------------------------- */

/* The quote that ends a text begun with this one, 0 when it is none. */
static int32_t closing(int32_t code)
{
    switch (code) {
    case '"':
        return '"';
    case '\'':
        return '\'';
    case 0x2018:
        return 0x2019;
    case 0x201c:
        return 0x201d;
    default:
        return 0;
    }
}

static void read_text(struct reading *reading, int32_t close)
{
    struct token *token = begin(reading, TOKEN_TEXT);
    take(reading, look(reading, reading->at));
    size_t before = reading->arena_used;
    token->flaw = FLAW_UNENDED;
    while (reading->at < reading->length) {
        struct character here = look(reading, reading->at);
        bool twice = here.code == close && close == '"' &&
                     look(reading, reading->at + here.bytes).code == '"';
        if (here.code == close && !twice) {
            take(reading, here);
            token->flaw = reading->arena_used == before ? FLAW_EMPTY : FLAW_NONE;
            break;
        }
        if (twice) {
            take(reading, here);
            here = look(reading, reading->at);
            reading->list->arena[reading->arena_used++] = '"';
        } else {
            /* A text stays as it is written. */
            memcpy(reading->list->arena + reading->arena_used, reading->text + reading->at,
                here.bytes);
            reading->arena_used += here.bytes;
        }
        take(reading, here);
    }
    end(reading, token);
}

static void read_word(struct reading *reading)
{
    struct token *token = begin(reading, TOKEN_WORD);
    struct character here = look(reading, reading->at);
    bool alone = is_ideograph(here.code);
    do {
        arena_put(reading, here.code);
        take(reading, here);
        here = look(reading, reading->at);
    } while (!alone && !is_ideograph(here.code) && (is_letter(here.code) || is_digit(here.code)));
    end(reading, token);
}

static void put_string(struct reading *reading, const char *string)
{
    size_t length = strlen(string);
    memcpy(reading->list->arena + reading->arena_used, string, length);
    reading->arena_used += length;
}

static void read_sign(struct reading *reading)
{
    static const char *const pairs[][2] = {{"!=", "!="}, {"<>", "!="}, {"<=", "<="}, {"=<", "<="},
        {">=", ">="}, {"=>", ">="}, {"==", "="}, {"&&", "&&"}, {"||", "||"}, {"..", ".."}};
    static const struct {
        int32_t code;
        const char *text;
    } singles[] = {{0x2260, "!="}, {0x2264, "<="}, {0x2266, "<="}, {0x2265, ">="}, {0x2267, ">="},
        {0x2025, ".."}};
    struct token *token = begin(reading, TOKEN_SIGN);
    struct character here = look(reading, reading->at);
    struct character behind = look(reading, reading->at + here.bytes);
    take(reading, here);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (pairs[i][0][0] != here.code || pairs[i][0][1] != behind.code)
            continue;
        take(reading, behind);
        put_string(reading, pairs[i][1]);
        end(reading, token);
        return;
    }
    for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
        if (singles[i].code != here.code)
            continue;
        /* A full ellipsis is written as two of its characters. */
        if (here.code == 0x2025 && behind.code == 0x2025)
            take(reading, behind);
        put_string(reading, singles[i].text);
        end(reading, token);
        return;
    }
    arena_put(reading, here.code);
    end(reading, token);
}

static void read_token(struct reading *reading)
{
    struct character here = look(reading, reading->at);
    if (here.code == ' ') {
        take(reading, here);
    } else if (closing(here.code) != 0) {
        read_text(reading, closing(here.code));
    } else if (is_digit(here.code)) {
        if (!read_date(reading))
            read_number(reading);
    } else if (is_letter(here.code) || is_ideograph(here.code)) {
        read_word(reading);
    } else {
        read_sign(reading);
    }
}

/* The column of the first byte that is no UTF-8, 0 when all is well. */
static int column_of_bad(const char *text, size_t length)
{
    int column = 1;
    for (size_t at = 0; at < length; column++) {
        utf8proc_int32_t code;
        utf8proc_ssize_t bytes = utf8proc_iterate(
            (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &code);
        if (bytes <= 0 || code == 0)
            return column;
        at += (size_t)bytes;
    }
    return 0;
}

void tokens_read(const char *text, size_t length, struct token_list *list)
{
    *list = (struct token_list){.bad_column = column_of_bad(text, length)};
    /* A token's text is never longer than three times what was written, and its zero. */
    list->arena = memory_new(4 * length + 16);
    struct reading reading = {.text = text, .length = length, .column = 1, .list = list};
    while (list->bad_column == 0 && reading.at < length)
        read_token(&reading);
    struct token *last = begin(&reading, TOKEN_END);
    end(&reading, last);
    list->count--;
}

void tokens_free(struct token_list *list)
{
    free(list->tokens);
    free(list->arena);
    *list = (struct token_list){0};
}
