/* customer: everything the shop knows of one person. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/customer_print.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"unmask", NULL, "show names, e-mail addresses and phones; the audit notes it"},
    {"all", NULL, "every attribute and every order"},
    {0},
};

struct showing {
    const struct options *options;
    struct shop *shop;
    struct census *census;
    struct profile_candidates candidates;
    struct customer_face *face;
    bool unmask;
};

static bool read_customer(void *context, struct progress *progress, struct error *error)
{
    struct showing *showing = context;
    const struct options *options = showing->options;
    enum database_mode mode = showing->unmask ? DATABASE_WRITE : DATABASE_READ;
    date_day day;
    showing->shop = shop_open(options->database, mode, SHOP_WITH_FACTS, progress, error);
    if (showing->shop == NULL || !shop_as_of(showing->shop, options, &day, error))
        return false;
    if (day == OPTIONS_NO_DAY)
        day = facts_span(showing->shop->facts).last_day;
    showing->census = census_open(options->database, showing->shop->facts, day, error);
    if (showing->census == NULL ||
        !profile_find(showing->shop->database, showing->census, options->operands[0], true,
            &showing->candidates, progress, error))
        return false;
    if (!showing->candidates.exact && showing->candidates.count > 1)
        return profile_count(showing->census, FAMILY_SCORES, progress, error);
    if (!profile_count_all(showing->census, progress, error))
        return false;
    showing->face = customer_face_make(showing->census, showing->shop->database,
        &showing->shop->currency, showing->candidates.items[0].id, CUSTOMER_ALL_COUNTED,
        showing->unmask, progress, error);
    return showing->face != NULL;
}

static bool print(const struct showing *showing, struct error *error)
{
    const struct options *options = showing->options;
    if (showing->face == NULL)
        return customer_print_candidates(&showing->candidates, showing->census,
                   &showing->shop->currency, options, error) &&
               error_set(error,
                   showing->candidates.total > showing->candidates.count
                       ? say("%zu customers match \"%s\"; these spent most")
                       : say("%zu customers match \"%s\"; name one"),
                   showing->candidates.total, options->operands[0]);
    if (options->format == FORMAT_JSON)
        return customer_print_json(showing->face, error);
    if (options->format == FORMAT_CSV)
        return customer_print_csv(showing->face, error);
    return customer_print_people(
        showing->face, options, options_value(options, "all") != NULL, error);
}

static int run(const struct options *options)
{
    struct error error;
    if (!verb_operands(options, 1, 1))
        return STATUS_MISUSED;
    struct showing showing = {
        .options = options, .unmask = options_value(options, "unmask") != NULL};
    bool good = work_run(say("counting"), WORK_PARTS, read_customer, &showing, &error) &&
                print(&showing, &error);
    customer_face_free(&showing.face);
    profile_candidates_free(&showing.candidates);
    census_free(&showing.census);
    shop_free(&showing.shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_customer = {
    .name = "customer",
    .synopsis = "ID|MEMBER|E-MAIL|PHONE [--unmask] [--all]",
    .summary = "everything the shop knows of one person",
    .rules = rules,
    .run = run,
};
