#include "views/segment_fields.h"

#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/attribute.h"
#include "core/store/database.h"
#include "views/output.h"

struct listing {
    const struct options *options;
    const char *word;
    struct output_table *table; /* NULL for people */
    struct text out;
    struct output_manner manner;
    size_t found;
};

static const char *type_id(enum attribute_type type)
{
    static const char *const ids[] = {
        [ATTRIBUTE_COUNT] = "count",
        [ATTRIBUTE_NUMBER] = "number",
        [ATTRIBUTE_MONEY] = "money",
        [ATTRIBUTE_RATE] = "rate",
        [ATTRIBUTE_DAY] = "day",
        [ATTRIBUTE_FLAG] = "flag",
        [ATTRIBUTE_CHOICE] = "choice",
        [ATTRIBUTE_PERSONAL] = "personal",
    };
    return ids[type];
}

static const char *type_words(enum attribute_type type)
{
    switch (type) {
    case ATTRIBUTE_COUNT:
        return say("whole number");
    case ATTRIBUTE_MONEY:
        return say("money");
    case ATTRIBUTE_RATE:
        return say("share, in per cent");
    case ATTRIBUTE_DAY:
        return say("a day");
    case ATTRIBUTE_FLAG:
        return say("yes or no");
    case ATTRIBUTE_CHOICE:
        return say("a name");
    case ATTRIBUTE_PERSONAL:
        return say("known or not known");
    default:
        return say("a number");
    }
}

static bool holds(const char *text, const char *word)
{
    return text != NULL && strcasestr(text, word) != NULL;
}

static bool is_wanted(const struct attribute *attribute, const char *word)
{
    return word == NULL || holds(attribute->id, word) || holds(attribute->words, word) ||
           holds(attribute->chinese, word) || holds(attribute->also, word) ||
           holds(say(attribute->label), word) || holds(say(attribute->description), word);
}

/* A field to a paragraph: its names and type, then in full what it is. */
static void add_people(struct listing *listing, const struct attribute *attribute)
{
    enum { NAME = 24, CHINESE = 18, INDENT = 4 };
    struct text *out = &listing->out;
    output_fitted(out, attribute->words, NAME, false);
    text_append(out, "  ");
    output_fitted(out, attribute->chinese, CHINESE, false);
    text_format(out, "  %s\n%*s", type_words(attribute->type), INDENT, "");
    output_wrapped(out, say(attribute->description), INDENT, INDENT, listing->manner.columns);
}

static void add(struct listing *listing, const struct attribute *attribute)
{
    if (!is_wanted(attribute, listing->word))
        return;
    listing->found++;
    if (listing->table == NULL) {
        add_people(listing, attribute);
        return;
    }
    output_table_text(listing->table, attribute->id);
    output_table_text(listing->table, attribute->words);
    output_table_text(listing->table, attribute->chinese);
    output_table_text(listing->table, type_id(attribute->type));
    output_table_text(listing->table, say(attribute->description));
}

/* The fields of the shop itself. */
static bool add_own(struct listing *listing, struct error *error)
{
    struct database *database = database_open(listing->options->database, DATABASE_READ, error);
    sqlite3_stmt *statement =
        database != NULL
            ? database_prepare(database, "SELECT name, kind FROM field ORDER BY id", error)
            : NULL;
    bool row = false, good = statement != NULL;
    while (good && (good = database_step(database, statement, &row, error)) && row) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        const char *kind = (const char *)sqlite3_column_text(statement, 1);
        const struct attribute field = {.id = name,
            .words = name,
            .chinese = name,
            .label = name,
            .description = "Free attribute of the shop, as its files and surveys told it",
            .type = string_equal(kind, "number") ? ATTRIBUTE_NUMBER
                    : string_equal(kind, "day")  ? ATTRIBUTE_DAY
                                                 : ATTRIBUTE_CHOICE,
            .family = FAMILY_FIELD};
        add(listing, &field);
    }
    sqlite3_finalize(statement);
    database_free(&database);
    return good;
}

static bool print(struct listing *listing, struct error *error)
{
    if (listing->found == 0 && listing->word != NULL)
        return error_set(error, say("no field is called like \"%s\"; leave the word away for all"),
            listing->word);
    return listing->table != NULL ? output_table_print(listing->table, listing->options, error)
                                  : output_people(&listing->out, &listing->manner, error);
}

bool segment_fields_print(const struct options *options, const char *word, struct error *error)
{
    static const struct output_column columns[] = {
        {"id", NULL, OUTPUT_TEXT},
        {"name", NULL, OUTPUT_TEXT},
        {"chinese", NULL, OUTPUT_TEXT},
        {"type", NULL, OUTPUT_TEXT},
        {"description", NULL, OUTPUT_TEXT},
    };
    static const struct money_currency none = {0};
    struct listing listing = {.options = options, .word = word, .manner = output_manner(options)};
    if (options->format != FORMAT_PEOPLE)
        listing.table = output_table_new(columns, sizeof(columns) / sizeof(*columns), &none);
    for (size_t i = 0; i < attribute_count; i++)
        add(&listing, &attributes[i]);
    bool shop = options->database != NULL && access(options->database, F_OK) == 0;
    bool good = (!shop || add_own(&listing, error)) && print(&listing, error);
    output_table_free(&listing.table);
    text_free(&listing.out);
    return good;
}
