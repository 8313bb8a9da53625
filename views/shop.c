#include "views/shop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/moment.h"
#include "views/options.h"

static void read_settings(struct shop *shop)
{
    const char *path = database_path(shop->database), *slash = strrchr(path, '/');
    shop->name = database_setting(shop->database, "name");
    if (shop->name == NULL)
        shop->name = string_copy(slash != NULL ? slash + 1 : path);
    char *currency = database_setting(shop->database, "currency");
    if (currency == NULL || !money_currency_of(currency, &shop->currency))
        money_currency_of("CNY", &shop->currency);
    free(currency);
}

static bool read_zone(struct shop *shop, struct error *error)
{
    char *zone = database_setting(shop->database, "zone");
    shop->zone = date_zone_open(zone != NULL ? zone : "UTC", error);
    free(zone);
    return shop->zone != NULL;
}

/* A shop that is only read may still need its tables brought up to date first. */
static struct database *open_database(
    const char *path, enum database_mode mode, struct error *error)
{
    struct database *database = database_open(path, mode, error);
    if (database == NULL && mode == DATABASE_READ && database_is_older(path))
        database = database_open(path, DATABASE_WRITE, error);
    return database;
}

struct shop *shop_open(const char *path, enum database_mode mode, enum shop_facts with_facts,
    struct progress *progress, struct error *error)
{
    if (path == NULL) {
        error_set(error, "%s", say("no home folder is known; name the shop with --db FILE"));
        return NULL;
    }
    struct shop *shop = memory_zero(1, sizeof(*shop));
    shop->database = open_database(path, mode, error);
    bool good = shop->database != NULL;
    if (good) {
        read_settings(shop);
        good = read_zone(shop, error) &&
               (with_facts == SHOP_WITHOUT_FACTS || shop_open_facts(shop, progress, error));
    }
    if (!good)
        shop_free(&shop);
    return shop;
}

bool shop_open_facts(struct shop *shop, struct progress *progress, struct error *error)
{
    facts_free(&shop->facts);
    shop->facts = facts_open(shop->database, progress, error);
    if (shop->facts == NULL)
        return false;
    shop->source = weekly_source_of(shop->database, shop->facts);
    return true;
}

void shop_free(struct shop **shop)
{
    if (*shop == NULL)
        return;
    facts_free(&(*shop)->facts);
    date_zone_free(&(*shop)->zone);
    database_free(&(*shop)->database);
    free((*shop)->name);
    free(*shop);
    *shop = NULL;
}

bool shop_is_empty(const struct shop *shop)
{
    struct facts_span span = facts_span(shop->facts);
    return span.last_week < span.first_week;
}

bool shop_has_rows(struct shop *shop, bool *rows, struct error *error)
{
    int64_t number;
    if (!database_number(shop->database,
            "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM orders) OR"
            " EXISTS (SELECT 1 FROM event) OR EXISTS (SELECT 1 FROM traffic)",
            &number, error))
        return false;
    *rows = number != 0;
    return true;
}

bool shop_say_empty(const char *path, struct error *error)
{
    return error_set(error,
        say("%s holds nothing yet; read an export with `zhanggui import FILE`, or make a demo shop "
            "with `zhanggui demo`"),
        path);
}

bool shop_make_folder(const struct options *options, struct error *error)
{
    if (options->database_given || options->database == NULL)
        return true;
    char *path = string_copy(options->database);
    bool good = true;
    for (char *at = path + 1; good && (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        good = mkdir(path, 0700) == 0 || errno == EEXIST ||
               error_set(error, say("cannot make the folder %s: %s"), path, strerror(errno));
        *at = '/';
    }
    free(path);
    return good;
}

/* --now is in the local time of the shop unless it tells an offset from UTC. */
static bool read_now(
    const struct shop *shop, const char *word, date_instant *now, struct error *error)
{
    struct moment moment;
    if (moment_parse(word, MOMENT_YMD, &moment) != MOMENT_GOOD)
        return error_set(
            error, say("--now takes a time such as \"2026-11-22 09:00\", not \"%s\""), word);
    *now = moment_instant(&moment, shop->zone);
    return true;
}

bool shop_now(
    const struct shop *shop, const struct options *options, date_instant *now, struct error *error)
{
    *now = time(NULL);
    return options->now == NULL || read_now(shop, options->now, now, error);
}

bool shop_as_of(
    const struct shop *shop, const struct options *options, date_day *day, struct error *error)
{
    date_instant now = 0;
    *day = options->as_of;
    if (*day != OPTIONS_NO_DAY || options->now == NULL)
        return true;
    if (!read_now(shop, options->now, &now, error))
        return false;
    *day = date_local_day(shop->zone, now, NULL);
    return true;
}
