#include "core/customers/calibration.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static void count(struct calibration *calibration, const struct lifetime_history *histories,
    const uint32_t *purchases, const float *expected, size_t customers)
{
    for (size_t c = 0; c < customers; c++) {
        if (histories[c].age == LIFETIME_NEVER) {
            continue;
        }
        int32_t last = CALIBRATION_CLASSES - 1, repeats = histories[c].repeats;
        struct calibration_class *class = &calibration->classes[repeats < last ? repeats : last];
        class->customers++;
        class->actual += purchases[c];
        class->predicted += (double)expected[c];
    }
    for (int i = 0; i < CALIBRATION_CLASSES; i++) {
        struct calibration_class *class = &calibration->classes[i];
        calibration->customers += class->customers;
        calibration->actual += class->actual;
        calibration->predicted += class->predicted;
        class->actual /= (double)class->customers; /* NaN for nobody */
        class->predicted /= (double)class->customers;
    }
}

static bool fit_and_score(struct calibration *calibration, const struct lifetime_history *histories,
    size_t customers, float *expected, struct progress *progress, struct error *error)
{
    struct lifetime_table *table =
        lifetime_table_new(histories, customers, LIFETIME_DAYS, progress, error);
    bool good = table != NULL && lifetime_fit(table, &calibration->model, progress, error) &&
                lifetime_score(table, &calibration->model, calibration->weeks, NULL, expected,
                    progress, error);
    lifetime_table_free(&table);
    return good;
}

bool calibration_of(const uint32_t *begin, const date_day *days, size_t customers, date_day split,
    date_day until, struct calibration *calibration, struct progress *progress, struct error *error)
{
    if (until <= split) {
        return error_set(
            error, "%s", say("the weeks to predict must lie after the day of the split"));
    }
    *calibration = (struct calibration){.weeks = (double)(until - split) / LIFETIME_DAYS};
    struct lifetime_history *histories = memory_new((customers + 1) * sizeof(*histories));
    uint32_t *purchases = memory_new((customers + 1) * sizeof(*purchases));
    float *expected = memory_new((customers + 1) * sizeof(*expected));
    lifetime_histories(begin, days, customers, split, histories);
    lifetime_purchases_after(begin, days, customers, split, until, purchases);
    bool good = fit_and_score(calibration, histories, customers, expected, progress, error);
    if (good) {
        count(calibration, histories, purchases, expected, customers);
    }
    free(histories);
    free(purchases);
    free(expected);
    return good;
}
