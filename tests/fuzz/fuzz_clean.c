/* fuzz_clean: every reader of values, on any text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/money.h"
#include "core/base/text.h"
#include "core/intake/clean.h"
#include "core/intake/contact.h"
#include "core/intake/mapping.h"
#include "core/intake/moment.h"
#include "core/intake/region.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Each reader gets a copy of its own of exactly the size, so that a step beyond it is seen. */
static char *copy_of(const uint8_t *bytes, size_t length)
{
    char *copy = memory_zero(length + 1, 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

static void read_moments(const char *text)
{
    for (int order = MOMENT_YMD; order <= MOMENT_UNIX_MS; order++) {
        struct moment moment;
        if (moment_parse(text, (enum moment_order)order, &moment) == MOMENT_GOOD &&
            (moment.second < 0 || moment.second >= DATE_DAY_SECONDS))
            abort();
    }
}

static void read_numbers(const char *text)
{
    int64_t count;
    double number;
    money amount;
    bool flag;
    clean_count(text, &count);
    if (clean_rate(text, &number) && !(number >= 0 && number <= 1))
        abort();
    clean_number(text, &number);
    clean_flag(text, &flag);
    clean_gender(text);
    if (money_parse(text, 2, '.', &amount) && (amount > MONEY_LIMIT || amount < -MONEY_LIMIT))
        abort();
    money_parse_exact(text, 2, 4, ',', &amount);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char city[32];
    struct text out = {0};
    char *copies[6];
    for (size_t i = 0; i < 6; i++)
        copies[i] = copy_of(bytes, length);
    read_moments(copies[0]);
    read_numbers(copies[0]);
    region_of_address(copies[0]);
    region_city_of_address(copies[0], city, sizeof(city));
    clean_append_csv(&out, copies[0]);
    clean_id_is_lost(clean_id(copies[1]));
    contact_is_garbled(copies[2]);
    contact_phone(copies[2]);
    contact_email(copies[3]);
    contact_name(copies[5]);
    mapping_plain_header(copies[4]);
    for (size_t i = 0; i < 6; i++)
        free(copies[i]);
    text_free(&out);
    return 0;
}
