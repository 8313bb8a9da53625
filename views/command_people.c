/* people: the customers themselves: how much is known of them, who is there twice, merging and
 * undoing it, consents, blacklist, tags, notes and fields. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/people.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"limit", "N", "so many rows"},
    {"unmask", NULL, "show personal data as it is; this is written into the audit"},
    {"source", "TEXT", "what proves a consent or opt-out: \"form on the site\""},
    {"reason", "TEXT", "why somebody is on the blacklist"},
    {0},
};

static const struct option_rule words[] = {
    {"completeness", "", "how much is known, field by field, and what cannot be true"},
    {"duplicates", "[--limit N]", "pairs who are likely one person, and why"},
    {"compare", "A B", "two customers side by side"},
    {"merge", "KEPT GONE", "two who are one: everything of GONE goes to KEPT"},
    {"undo", "MERGE", "takes a merge back"},
    {"merges", "[--limit N]", "the merges there were"},
    {"apart", "A B", "two who look alike are two: they are not proposed again"},
    {"consent", "C edm|sms yes|no", "consent or opt-out, with --source; --now tells when"},
    {"block", "C", "puts a customer on the blacklist, with --reason"},
    {"unblock", "C", "takes a customer off the blacklist"},
    {"tag", "C TAG", "gives a customer a tag"},
    {"untag", "C TAG", "takes it away"},
    {"note", "C TEXT", "writes a note on a customer"},
    {"unnote", "NOTE", "removes a note by its number"},
    {"set", "C FIELD VALUE", "sets a field of the shop; an empty VALUE removes it"},
    {0},
};

/* In the order of the words. */
static const struct people_action *const actions[] = {
    &people_completeness,
    &people_duplicates,
    &people_compare,
    &people_merge,
    &people_undo,
    &people_merges,
    &people_apart,
    &people_consent,
    &people_block,
    &people_unblock,
    &people_tag,
    &people_untag,
    &people_note,
    &people_unnote,
    &people_set,
};
enum { ACTIONS = sizeof(actions) / sizeof(actions[0]), LIMIT = 40 };

const char *people_word(const struct people_run *run, size_t place)
{
    return place + 1 < run->options->operand_count ? run->options->operands[place + 1] : NULL;
}

bool people_number(const char *word, int64_t *number, struct error *error)
{
    size_t digits = strspn(word, "0123456789");
    *number = digits > 0 && digits <= 18 && word[digits] == '\0' ? strtoll(word, NULL, 10) : 0;
    return *number > 0 || error_set(error, say("\"%s\" is not a number from 1 on"), word);
}

static bool do_work(void *context, struct progress *progress, struct error *error)
{
    struct people_run *run = context;
    const struct people_action *action = run->action;
    /* What is shown unmasked is written into the audit. */
    enum database_mode mode = run->unmask ? DATABASE_WRITE : action->mode;
    run->shop = shop_open(run->options->database, mode, action->facts, progress, error);
    bool good = run->shop != NULL;
    for (size_t i = 0; good && i < action->customers; i++)
        good = person_find(run->shop->database, people_word(run, i), &run->customers[i], error);
    return good && action->work(run, progress, error);
}

static void free_run(struct people_run *run)
{
    duplicates_free(&run->duplicates);
    completeness_free(&run->completeness);
    merge_list_free(&run->merges);
    person_free(&run->persons[0]);
    person_free(&run->persons[1]);
    shop_free(&run->shop);
}

/* The place of a word among the actions; ACTIONS when it is none. */
static size_t find_action(const char *word)
{
    size_t place = 0;
    while (place < ACTIONS && strcmp(words[place].name, word) != 0)
        place++;
    return place;
}

/* word: NULL for none. */
static void misused_word(const struct options *options, const char *word)
{
    struct text names = {0};
    for (size_t i = 0; i < ACTIONS; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", words[i].name);
    if (word != NULL)
        verb_misused(options, say("people takes %s, not \"%s\""), text_string(&names), word);
    else
        verb_misused(options, say("people needs a word behind it: %s"), text_string(&names));
    text_free(&names);
}

/* Whether as many words stand behind the action as it takes. */
static bool has_words(const struct options *options, size_t place)
{
    size_t behind = options->operand_count - 1;
    if (behind > actions[place]->words)
        verb_misused(options, say("\"%s\" is one word too many"),
            options->operands[actions[place]->words + 1]);
    if (behind < actions[place]->words) {
        char name[64];
        snprintf(name, sizeof(name), "people %s", words[place].name);
        verb_misused(
            options, say("something is missing: zhanggui %s %s"), name, words[place].value);
    }
    return behind == actions[place]->words;
}

static bool read_limit(struct people_run *run, struct error *error)
{
    const char *typed = options_value(run->options, "limit");
    int64_t number = run->options->format == FORMAT_PEOPLE ? LIMIT : INT64_MAX;
    if (typed != NULL && !people_number(typed, &number, error))
        return error_within(error, "--limit");
    run->limit = (size_t)number;
    return true;
}

/* What stands behind the name of the command. */
static bool read_words(struct people_run *run)
{
    struct error error;
    const struct options *options = run->options;
    if (options->operand_count == 0) {
        misused_word(options, NULL);
        return false;
    }
    size_t place = find_action(options->operands[0]);
    if (place == ACTIONS) {
        misused_word(options, options->operands[0]);
        return false;
    }
    run->action = actions[place];
    if (!has_words(options, place))
        return false;
    if (run->action == &people_consent && options_value(options, "source") == NULL)
        verb_misused(options, "%s", say("a consent needs --source TEXT, which proves it"));
    else if (run->action == &people_block && options_value(options, "reason") == NULL)
        verb_misused(options, "%s", say("the blacklist needs --reason TEXT"));
    else if (!read_limit(run, &error))
        verb_misused(options, "%s", error.text);
    else
        return true;
    return false;
}

static int run(const struct options *options)
{
    struct error error;
    struct people_run run = {
        .options = options,
        .unmask = options_value(options, "unmask") != NULL,
    };
    if (!read_words(&run))
        return STATUS_MISUSED;
    bool good = work_run(say("looking at customers"), WORK_PARTS, do_work, &run, &error) &&
                run.action->print(&run, &error);
    free_run(&run);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_people = {
    .name = "people",
    .synopsis = "ACTION ...",
    .summary = "what is known of customers, and who is there twice",
    .rules = rules,
    .actions = words,
    .run = run,
};
