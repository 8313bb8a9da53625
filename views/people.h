/* people: what the files of the command "people" share; nobody else includes it. */
#ifndef VIEWS_PEOPLE_H
#define VIEWS_PEOPLE_H

#include "core/customers/completeness.h"
#include "core/customers/duplicate.h"
#include "core/customers/merge.h"
#include "core/customers/person.h"
#include "views/options.h"
#include "views/output.h"
#include "views/shop.h"

struct people_action;

/* One run of an action: what it was given, and what its work found. */
struct people_run {
    const struct options *options;
    const struct people_action *action;
    struct shop *shop;
    int64_t customers[2]; /* that the first words name, where the action takes some */
    struct duplicates duplicates;
    struct completeness completeness;
    struct merge merge;
    struct merge_list merges;
    struct person *persons[2];
    size_t limit;
    bool unmask;
    bool changed;
};

/* The work is done on a worker; the printing follows on the command's own thread. */
struct people_action {
    size_t words;     /* behind its name */
    size_t customers; /* so many of them, the first, are customers */
    enum database_mode mode;
    enum shop_facts facts;
    bool (*work)(struct people_run *run, struct progress *progress, struct error *error);
    bool (*print)(struct people_run *run, struct error *error);
};

extern const struct people_action people_completeness, people_duplicates, people_compare,
    people_merges, people_merge, people_undo, people_apart, people_consent, people_block,
    people_unblock, people_tag, people_untag, people_note, people_unnote, people_set;

/* A word behind the action's name, from 0. */
const char *people_word(const struct people_run *run, size_t place);

/* A whole number from 1 on, such as the number of a merge. */
bool people_number(const char *word, int64_t *number, struct error *error);

#endif
