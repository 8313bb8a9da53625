#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/intake/csv.h"

/* Gives the bytes in pieces of a size. */
struct pieces {
    const char *bytes;
    size_t length, at, piece;
};

static bool give(void *context, char *buffer, size_t size, size_t *length, struct error *error)
{
    (void)error;
    struct pieces *pieces = context;
    size_t left = pieces->length - pieces->at;
    *length = pieces->piece < size ? pieces->piece : size;
    *length = *length < left ? *length : left;
    memcpy(buffer, pieces->bytes + pieces->at, *length);
    pieces->at += *length;
    return true;
}

/* Every record as "line:fault:field|field|…;". */
static char *cut_all(
    const char *bytes, size_t length, char delimiter, size_t expected, size_t piece)
{
    struct pieces pieces = {.bytes = bytes, .length = length, .piece = piece};
    struct error error;
    struct text out = {0};
    struct csv *csv = csv_open(give, &pieces, delimiter, &error);
    csv_expect(csv, expected);
    struct csv_record record;
    for (bool more; csv_next(csv, &record, &more, &error) && more;) {
        text_format(&out, "%lld:%d:", (long long)record.line, (int)record.fault);
        for (size_t i = 0; i < record.count; i++) {
            text_append(&out, i > 0 ? "|" : "");
            text_append_bytes(&out, record.fields[i].bytes, record.fields[i].length);
        }
        text_append(&out, ";");
    }
    csv_free(&csv);
    return text_take(&out);
}

static void expect(const char *input, const char *output)
{
    char *found = cut_all(input, strlen(input), ',', 0, 4096);
    cr_expect_str_eq(found, output, "%s gives %s, not %s", input, found, output);
    free(found);
}

Test(intake_csv, plain_fields)
{
    expect("a,b\nc,d\n", "1:0:a|b;2:0:c|d;");
    expect("a,b\r\nc,d\r\n", "1:0:a|b;2:0:c|d;");
    expect("a,b\nc,", "1:0:a|b;2:0:c|;");
    expect("\n\na\n\n\nb", "3:0:a;6:0:b;");
    expect("", "");
    expect("a\rb\rc,d\r", "1:0:a;2:0:b;3:0:c|d;");
}

Test(intake_csv, quotes)
{
    expect("\"a,b\",\"c \"\"d\"\"\"\n", "1:0:a,b|c \"d\";");
    expect("\"\",\"\"\"\"\n", "1:0:|\";");
    expect("\"two\nlines\",x\ny,z\n", "1:0:two\nlines|x;3:0:y|z;");
    expect("5\" nail,\"x\"\n", "1:0:5\" nail|x;");
    expect("\"a\" b,c\n", "1:0:a b|c;");
    expect("\"a\"\r\n\"b\"", "1:0:a;2:0:b;");
}

Test(intake_csv, ids_kept_from_spreadsheets)
{
    expect("=\"00123\",b\n", "1:0:00123|b;");
    expect("\"=\"\"00123\"\"\",b\n", "1:0:=\"00123\"|b;");
    expect("=1+1,b\n", "1:0:=1+1|b;");
}

Test(intake_csv, an_unclosed_quote_costs_its_own_line_only)
{
    expect("a,b\n\"open,c\nd,e\nf,g\n", "1:0:a|b;2:1:;3:0:d|e;4:0:f|g;");
    /* The next quote does not close it: text follows. */
    expect("a,\"open\nb,\"x\"\nc,d\n", "1:1:;2:0:b|x;3:0:c|d;");
    /* It closes by chance, but then the width is wrong. */
    const char *input = "a,b\n1,\"open\n2,\",3\n4,5\n";
    char *found = cut_all(input, strlen(input), ',', 2, 4096);
    cr_expect_str_eq(found, "1:0:a|b;2:1:;3:1:;4:0:4|5;");
    free(found);
}

Test(intake_csv, zero_bytes)
{
    const char input[] = "a,b\nc\0d,e\n\"f\0\",g\nh,i\n";
    char *found = cut_all(input, sizeof(input) - 1, ',', 0, 4096);
    cr_expect_str_eq(found, "1:0:a|b;2:4:;3:4:;4:0:h|i;");
    free(found);
}

Test(intake_csv, a_field_of_ten_megabytes)
{
    const size_t size = 10 << 20;
    struct text input = {0};
    for (int quoted = 0; quoted < 2; quoted++) {
        text_clear(&input);
        text_append(&input, quoted ? "a,b\n\"" : "a,b\n");
        for (size_t i = 0; i < size; i += 10)
            text_append(&input, "xxxxxxxxxx");
        text_append(&input, quoted ? "\",c\nd,e\n" : ",c\nd,e\n");
        char *found = cut_all(input.bytes, input.length, ',', 2, 65536);
        cr_expect_str_eq(found, "1:0:a|b;2:2:;3:0:d|e;");
        free(found);
    }
    text_free(&input);
}

Test(intake_csv, a_million_columns)
{
    struct text input = {0};
    text_append(&input, "a,b\n");
    for (int i = 0; i < 100000; i++)
        text_append(&input, ",");
    text_append(&input, "\nc,d\n");
    char *found = cut_all(input.bytes, input.length, ',', 2, 65536);
    cr_expect_str_eq(found, "1:0:a|b;2:3:;3:0:c|d;");
    free(found);
    text_free(&input);
}

/* The result may not depend on where the source cuts its pieces, nor on the buffer's edges. */
Test(intake_csv, pieces_of_any_size)
{
    struct text input = {0};
    for (int i = 0; i < 30000; i++)
        text_format(&input, "%d,\"q \"\"%d\"\"\",=\"%d\",\"line\nend\"%s", i, i, i,
            i % 3 == 0 ? "\r\n" : "\n");
    char *whole = cut_all(input.bytes, input.length, ',', 4, input.length);
    cr_expect(strstr(whole, ":1:") == NULL);
    cr_expect(strstr(whole, "59999:0:29999|q \"29999\"|29999|line\nend;") != NULL);
    for (size_t piece = 1; piece < 100000; piece = piece * 7 + 3) {
        char *found = cut_all(input.bytes, input.length, ',', 4, piece);
        cr_expect_str_eq(found, whole, "pieces of %zu", piece);
        free(found);
    }
    free(whole);
    text_free(&input);
}

Test(intake_csv, delimiters_are_guessed)
{
    cr_expect_eq(csv_sniff_delimiter("a,b,c\n1,2,3\n", 12), ',');
    cr_expect_eq(csv_sniff_delimiter("a\tb\n1,5\t2\n", 10), '\t');
    cr_expect_eq(csv_sniff_delimiter("a;b\n1,5;2,5\n3,5;1\n", 18), ';');
    cr_expect_eq(csv_sniff_delimiter("\"a,b,c\";d\n\"e,f,g\";h\n", 20), ';');
    cr_expect_eq(csv_sniff_delimiter("one\ntwo\n", 8), ',');
}
