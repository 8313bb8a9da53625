/* The jobs of the KPI pane: the report of the week, and the breakdown of the selected node. */
#include <stdlib.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "views/options.h"
#include "views/pane_kpi.h"

enum { LARGE_ORDERS = 300000 };

/* --- the report ------------------------------------------------------------------- */

struct reporting {
    struct kpi *kpi;
    struct snapshot *snapshot;
    struct report_request request;
    struct report *report;
    struct note_list notes;
};

static void ask_report(struct kpi *kpi, bool no_why);

static bool make_report(void *context, struct progress *progress, struct error *error)
{
    struct reporting *work = context;
    struct database *database = database_open(work->snapshot->path, DATABASE_READ, error);
    if (database == NULL)
        return false;
    work->report = report_make(database, &work->snapshot->shop->source, work->snapshot->weekly,
        work->kpi->tree, &work->request, progress, error);
    bool good = work->report != NULL && note_read(database, work->report->week - REPORT_WEEKS + 1,
                                            work->report->week, &work->notes, error);
    database_free(&database);
    return good;
}

static void report_done(void *context, bool succeeded, const struct error *error)
{
    struct reporting *work = context;
    struct kpi *kpi = work->kpi;
    if (!succeeded) {
        kpi->failure = *error;
        if (kpi->report != NULL) {
            kpi->week = kpi->report->week;
            console_say(kpi->console, TOAST_BAD, "%s", error->text);
        }
        return;
    }
    report_free(&kpi->report);
    note_list_free(&kpi->notes);
    kpi->report = work->report;
    kpi->notes = work->notes;
    work->report = NULL;
    work->notes = (struct note_list){0};
    kpi->week = kpi->report->week;
    kpi->took = loop_now() - kpi->asked_at;
    kpi_tell(kpi);
    kpi_outline_fill(kpi);
    kpi_what_if_again(kpi);
    if (work->request.no_why)
        ask_report(kpi, false);
    else
        kpi_ask_breakdown(kpi);
}

static void release_reporting(void *context)
{
    struct reporting *work = context;
    report_free(&work->report);
    note_list_free(&work->notes);
    snapshot_release(&work->snapshot);
    free(work);
}

/* Finding out why takes many passes; in a large shop the numbers are shown before the sentences. */
static bool is_large(const struct snapshot *snapshot)
{
    return facts_columns(snapshot->shop->facts)->orders > LARGE_ORDERS;
}

void kpi_ask_report(struct kpi *kpi)
{
    if (kpi->snapshot != NULL)
        ask_report(kpi, is_large(kpi->snapshot));
}

static void ask_report(struct kpi *kpi, bool no_why)
{
    static const struct job_work work = {make_report, report_done, release_reporting};
    if (kpi->snapshot == NULL || kpi->tree == NULL || shop_is_empty(kpi->snapshot->shop))
        return;
    struct reporting *reporting = memory_zero(1, sizeof(*reporting));
    reporting->kpi = kpi;
    reporting->snapshot = snapshot_hold(kpi->snapshot);
    reporting->request = report_request_default();
    reporting->request.week = kpi->week;
    reporting->request.as_of = console_options(kpi->console)->as_of;
    reporting->request.against =
        kpi->compare == COMPARE_LAST_YEAR ? REPORT_AGAINST_LAST_YEAR : REPORT_AGAINST_LAST_WEEK;
    reporting->request.no_why = no_why;
    kpi->asked_at = loop_now();
    job_replace(&kpi->reporting, console_loop(kpi->console), &work, reporting);
}

/* --- the breakdown of the selected node --------------------------------------------- */

struct breaking {
    struct kpi *kpi;
    struct snapshot *snapshot;
    struct breakdown_question question;
    int node;
    struct breakdown *breakdown;
};

static bool make_breakdown(void *context, struct progress *progress, struct error *error)
{
    struct breaking *work = context;
    struct database *database = database_open(work->snapshot->path, DATABASE_READ, error);
    if (database == NULL)
        return false;
    work->breakdown =
        breakdown_make(database, &work->snapshot->shop->source, &work->question, progress, error);
    database_free(&database);
    return work->breakdown != NULL;
}

static void breakdown_done(void *context, bool succeeded, const struct error *error)
{
    struct breaking *work = context;
    if (!succeeded) {
        console_say(work->kpi->console, TOAST_BAD, "%s", error->text);
        return;
    }
    breakdown_free(&work->kpi->breakdown);
    work->kpi->breakdown = work->breakdown;
    work->kpi->breakdown_node = work->node;
    work->breakdown = NULL;
}

static void release_breaking(void *context)
{
    struct breaking *work = context;
    breakdown_free(&work->breakdown);
    snapshot_release(&work->snapshot);
    free(work);
}

void kpi_ask_breakdown(struct kpi *kpi)
{
    static const struct job_work work = {make_breakdown, breakdown_done, release_breaking};
    int node = kpi_selected(kpi);
    if (node < 0)
        return;
    struct breaking *breaking = memory_zero(1, sizeof(*breaking));
    breaking->kpi = kpi;
    breaking->snapshot = snapshot_hold(kpi->snapshot);
    breaking->node = node;
    breaking->question = (struct breakdown_question){
        .measure = kpi_node(kpi, node)->measure,
        .dimension = kpi->dimension,
        .period = kpi->report->week,
        .before_period = kpi->report->before_week,
        .price = kpi_figures(kpi, node)->price,
        .thresholds = weekly_thresholds_default(),
    };
    job_replace(&kpi->breaking, console_loop(kpi->console), &work, breaking);
}
