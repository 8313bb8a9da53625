/*
 * shop: an opened shop as panes and commands need it.
 *
 * The database handle belongs to one thread at a time. What a worker needs it opens for itself, or
 * is handed while nobody else uses it.
 */
#ifndef VIEWS_SHOP_H
#define VIEWS_SHOP_H

#include <stdbool.h>

#include "core/base/date.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/base/progress.h"
#include "core/metrics/weekly.h"
#include "core/store/database.h"
#include "core/store/facts.h"

struct options;

struct shop {
    struct database *database;
    struct facts *facts;         /* NULL unless asked for */
    struct weekly_source source; /* of the facts, when they were asked for */
    struct date_zone *zone;
    struct money_currency currency;
    char *name; /* the shop's own, else that of its file; not cleaned for terminals */
};

enum shop_facts { SHOP_WITHOUT_FACTS, SHOP_WITH_FACTS };

/* Opens a shop and, when asked for, its facts (which are built first when they are not of the
 * present data). NULL and an error; "cancelled" when the progress was. */
struct shop *shop_open(const char *path, enum database_mode mode, enum shop_facts with_facts,
    struct progress *progress, struct error *error);
void shop_free(struct shop **shop);

/* Opens the facts of a shop opened without, or opens them anew after the data changed. */
bool shop_open_facts(struct shop *shop, struct progress *progress, struct error *error);

/* Whether nothing was ever imported: no order, event, or statistic. Needs the facts. */
bool shop_is_empty(const struct shop *shop);

/* Whether the tables hold anything that was brought in: customers, orders, events or statistics.
 * Needs no facts. */
bool shop_has_rows(struct shop *shop, bool *rows, struct error *error);

/* The sentence for an empty shop: what to do; returns false. */
bool shop_say_empty(const char *path, struct error *error);

/* Makes the folders of the default place of the shop, readable by nobody else, before a shop is
 * created there. Does nothing when the person named a place. */
bool shop_make_folder(const struct options *options, struct error *error);

/* What --as-of or --now says is today; OPTIONS_NO_DAY when neither was typed. */
bool shop_as_of(
    const struct shop *shop, const struct options *options, date_day *day, struct error *error);

/* What --now says, else the clock. */
bool shop_now(
    const struct shop *shop, const struct options *options, date_instant *now, struct error *error);

#endif
