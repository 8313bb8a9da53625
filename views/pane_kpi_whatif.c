/* What if a node were different: the nodes above it follow, and the pane shows those values. */
#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/pane_kpi.h"

static double *real_values(const struct kpi *kpi)
{
    double *values = memory_new(kpi->tree->count * sizeof(*values));
    for (size_t i = 0; i < kpi->tree->count; i++)
        values[i] = kpi->report->nodes[i].value;
    return values;
}

static bool compute(
    struct kpi *kpi, const struct whatif_change *changes, size_t count, struct error *error)
{
    double *values = real_values(kpi);
    double *results = memory_new(kpi->tree->count * sizeof(*results));
    bool good = whatif_apply(kpi->tree, values, changes, count, results, error);
    free(values);
    if (!good) {
        free(results);
        return false;
    }
    free(kpi->results);
    kpi->results = results;
    return true;
}

bool kpi_what_if(struct kpi *kpi, int node, double value, struct error *error)
{
    struct whatif_change changes[KPI_CHANGES];
    size_t count = 0;
    for (size_t i = 0; i < kpi->change_count; i++)
        if (kpi->changes[i].node != (size_t)node)
            changes[count++] = kpi->changes[i];
    if (count == KPI_CHANGES)
        return error_set(error, say("at most %d values can be changed at once"), KPI_CHANGES);
    changes[count++] = (struct whatif_change){.node = (size_t)node, .value = value};
    if (!compute(kpi, changes, count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        kpi->changes[i] = changes[i];
    kpi->change_count = count;
    return true;
}

void kpi_what_if_again(struct kpi *kpi)
{
    if (kpi->change_count > 0 && !compute(kpi, kpi->changes, kpi->change_count, NULL))
        kpi_what_if_clear(kpi);
}

void kpi_what_if_clear(struct kpi *kpi)
{
    free(kpi->results);
    kpi->results = NULL;
    kpi->change_count = 0;
}

bool kpi_solve(struct kpi *kpi, int node, double goal, double *needed, struct error *error)
{
    double *values = real_values(kpi);
    bool good = whatif_solve(kpi->tree, values, (size_t)node, goal, needed, error);
    free(values);
    return good;
}
