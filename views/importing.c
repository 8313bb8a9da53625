#include "views/importing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/intake/stream.h"
#include "core/metrics/benchmark.h"
#include "views/format.h"
#include "views/output.h"
#include "views/proposal.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

struct importing {
    const struct options *options;
    struct import_options how;
    struct shop *shop;         /* NULL in a dry run of a shop that is not there */
    struct database *database; /* of the shop, or in memory */
    const char *file;
    struct import_report *report; /* of the file */
    double seconds;
    cJSON *json;           /* reports so far */
    struct output_csv csv; /* likewise */
    bool moved;            /* something was written */
};

/* --- the shop ------------------------------------------------------------------------------ */

static bool open_shop(struct importing *importing, struct error *error)
{
    const char *path = importing->options->database;
    if (importing->how.dry_run && path != NULL && access(path, F_OK) != 0) {
        importing->database = database_open_memory(error);
        return importing->database != NULL;
    }
    enum database_mode mode = importing->how.dry_run ? DATABASE_WRITE : DATABASE_CREATE;
    if (!importing->how.dry_run && !shop_make_folder(importing->options, error))
        return false;
    importing->shop = shop_open(path, mode, SHOP_WITHOUT_FACTS, NULL, error);
    if (importing->shop != NULL)
        importing->database = importing->shop->database;
    return importing->shop != NULL;
}

static void close_shop(struct importing *importing)
{
    if (importing->shop == NULL)
        database_free(&importing->database);
    shop_free(&importing->shop);
}

/* --- one file ------------------------------------------------------------------------------ */

static void leave_out(struct import_report *report, int64_t count, const struct error *why)
{
    char text[FORMAT_TEXT];
    format_count(text, count);
    report->rejected += count;
    report->added -= count;
    if (report->added < 0) {
        report->changed += report->added;
        report->added = 0;
    }
    if (report->warning_count < IMPORT_WARNINGS)
        snprintf(report->warnings[report->warning_count++], IMPORT_TEXT,
            count == 1 ? say("%s value was left out: %s")
                       : say("%s values were left out, the first because: %s"),
            text, why->text);
}

bool importing_file(struct database *database, const char *path,
    const struct import_options *options, struct progress *progress, struct import_report *report,
    struct error *error)
{
    struct error why;
    int64_t removed = 0;
    if (!import_file(database, path, options, progress, report, error))
        return false;
    if (strcmp(report->kind, "benchmarks") != 0 || report->dry_run || report->already)
        return true;
    if (!benchmark_sweep(database, &removed, &why, error))
        return false;
    if (removed > 0)
        leave_out(report, removed, &why);
    return true;
}

static bool read_file(void *context, struct progress *progress, struct error *error)
{
    struct importing *importing = context;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    bool good = importing_file(
        importing->database, importing->file, &importing->how, progress, importing->report, error);
    clock_gettime(CLOCK_MONOTONIC, &end);
    importing->seconds =
        (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    return good;
}

static void add_day(cJSON *object, const char *name, bool known, date_day day)
{
    char text[DATE_TEXT];
    date_day_text(day, text);
    if (known)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

static void add_reasons(cJSON *object, const struct import_report *report)
{
    cJSON *reasons = cJSON_AddArrayToObject(object, "reasons");
    for (int i = 0; i < report->reason_count; i++) {
        cJSON *reason = cJSON_CreateObject();
        cJSON_AddItemToArray(reasons, reason);
        cJSON_AddStringToObject(reason, "reason", say(report->reasons[i].reason));
        cJSON_AddStringToObject(reason, "column", report->reasons[i].column);
        cJSON_AddNumberToObject(reason, "count", (double)report->reasons[i].count);
        cJSON_AddNumberToObject(reason, "first_line", (double)report->reasons[i].first_line);
    }
}

static void add_duplicates(cJSON *object, const struct import_report *report)
{
    cJSON_AddNumberToObject(object, "duplicate_count", (double)report->duplicate_count);
    cJSON *duplicates = cJSON_AddArrayToObject(object, "duplicates");
    for (int i = 0; i < IMPORT_DUPLICATES && i < report->duplicate_count; i++) {
        cJSON *duplicate = cJSON_CreateObject();
        cJSON_AddItemToArray(duplicates, duplicate);
        cJSON_AddStringToObject(duplicate, "number", report->duplicates[i].number);
        cJSON_AddNumberToObject(duplicate, "line", (double)report->duplicates[i].line);
        cJSON_AddNumberToObject(
            duplicate, "earlier_line", (double)report->duplicates[i].earlier_line);
    }
}

static cJSON *report_json(const struct importing *importing)
{
    const struct import_report *report = importing->report;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "file", importing->file);
    cJSON_AddStringToObject(object, "mapping", report->mapping);
    cJSON_AddStringToObject(object, "kind", report->kind);
    cJSON_AddStringToObject(object, "encoding", report->encoding);
    cJSON_AddStringToObject(object, "zone", report->zone);
    cJSON_AddStringToObject(object, "currency", report->currency);
    cJSON_AddBoolToObject(object, "dry_run", report->dry_run);
    cJSON_AddBoolToObject(object, "already", report->already);
    cJSON_AddNumberToObject(object, "rows", (double)report->rows);
    cJSON_AddNumberToObject(object, "added", (double)report->added);
    cJSON_AddNumberToObject(object, "changed", (double)report->changed);
    cJSON_AddNumberToObject(object, "same", (double)report->same);
    cJSON_AddNumberToObject(object, "rejected", (double)report->rejected);
    cJSON_AddNumberToObject(object, "orders", (double)report->orders);
    cJSON_AddNumberToObject(object, "refunds", (double)report->refunds);
    cJSON_AddNumberToObject(object, "customers", (double)report->customers);
    add_day(object, "first_day", report->has_span, report->first_day);
    add_day(object, "last_day", report->has_span, report->last_day);
    add_reasons(object, report);
    add_duplicates(object, report);
    cJSON *warnings = cJSON_AddArrayToObject(object, "warnings");
    for (int i = 0; i < report->warning_count; i++)
        cJSON_AddItemToArray(warnings, cJSON_CreateString(report->warnings[i]));
    cJSON_AddStringToObject(object, "reject_file", report->reject_path);
    output_add(object, "seconds", importing->seconds, MEASURE_NUMBER, 0);
    return object;
}

static void report_csv(struct importing *importing)
{
    static const char *const head[] = {"file", "mapping", "rows", "added", "changed", "same",
        "rejected", "orders", "refunds", "customers", "reject_file", "seconds"};
    const struct import_report *report = importing->report;
    const int64_t counts[] = {report->rows, report->added, report->changed, report->same,
        report->rejected, report->orders, report->refunds, report->customers};
    struct output_csv *csv = &importing->csv;
    if (csv->text.length == 0) {
        for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
            output_csv_text(csv, head[i]);
        output_csv_end(csv);
    }
    output_csv_text(csv, importing->file);
    output_csv_text(csv, report->mapping);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        output_csv_number(csv, (double)counts[i], MEASURE_COUNT, 0);
    output_csv_text(csv, report->reject_path);
    output_csv_number(csv, importing->seconds, MEASURE_NUMBER, 0);
    output_csv_end(csv);
}

static bool report_people(const struct importing *importing, struct error *error)
{
    const struct import_report *report = importing->report;
    struct output_manner manner = output_manner(importing->options);
    struct text lines = {0}, out = {0};
    output_lines(&out, importing->file, 0);
    import_describe(report, &lines);
    output_lines(&out, text_string(&lines), 2);
    if (!report->already) {
        char time[FORMAT_TEXT], rate[FORMAT_TEXT];
        format_duration(time, importing->seconds);
        format_count(rate, (int64_t)((double)report->rows / (importing->seconds + 1e-9)));
        text_append(&out, "  ");
        text_format(&out, say("in %s, %s rows/s"), time, rate);
        text_append_char(&out, '\n');
    }
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    text_free(&lines);
    return good;
}

static bool tell(struct importing *importing, struct error *error)
{
    switch (importing->options->format) {
    case FORMAT_JSON:
        cJSON_AddItemToArray(importing->json, report_json(importing));
        return true;
    case FORMAT_CSV:
        report_csv(importing);
        return true;
    case FORMAT_PEOPLE:
        break;
    }
    return report_people(importing, error);
}

static bool import_one(struct importing *importing, size_t index, size_t count, struct error *error)
{
    char label[512];
    const char *slash = strrchr(importing->file, '/');
    const char *name = slash != NULL ? slash + 1 : importing->file;
    if (count > 1)
        snprintf(label, sizeof(label), say("file %zu/%zu  %s"), index + 1, count, name);
    else
        snprintf(label, sizeof(label), "%s", name);
    memset(importing->report, 0, sizeof(*importing->report));
    if (!work_run(label, WORK_ROWS, read_file, importing, error))
        return false;
    importing->moved |= !importing->report->dry_run && !importing->report->already;
    return tell(importing, error);
}

/* --- all of them --------------------------------------------------------------------------- */

/* What cannot be read at all is said before the shop is touched. */
static bool look_at(const char *file, struct error *error)
{
    struct stream *stream = stream_open(file, error);
    bool good = stream != NULL;
    stream_free(&stream);
    return good;
}

static bool open_facts(void *context, struct progress *progress, struct error *error)
{
    return shop_open_facts(context, progress, error);
}

/* So that the first look at the new data need not wait, unless told otherwise. Whatever happens
 * here, the data are in, and the facts can be built at any time. */
static void build_facts(struct importing *importing)
{
    struct error error;
    bool wanted = options_value(importing->options, "no-prepare") == NULL;
    if (wanted && importing->moved && importing->shop != NULL)
        work_run(say("preparing the shop"), WORK_PARTS, open_facts, importing->shop, &error);
}

static bool print_all(struct importing *importing, struct error *error)
{
    if (importing->options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddItemToObject(root, "files", importing->json);
        importing->json = NULL;
        return output_json(root, error);
    }
    return importing->options->format != FORMAT_CSV ||
           output_write(text_string(&importing->csv.text), importing->csv.text.length, error);
}

static bool import_all(
    struct importing *importing, char **files, char **mappings, size_t count, struct error *error)
{
    const char *asked = importing->how.mapping;
    size_t done = 0;
    bool good = open_shop(importing, error);
    for (; good && done < count; done += good) {
        importing->file = files[done];
        importing->how.mapping = mappings[done] != NULL ? mappings[done] : asked;
        good = import_one(importing, done, count, error);
    }
    if (done > 0)
        build_facts(importing);
    struct error unwritten;
    bool written = done == 0 || print_all(importing, good ? error : &unwritten);
    if (!good && done > 0)
        error_within(error, say("%zu of %zu files are in"), done, count);
    close_shop(importing);
    return good && written;
}

int importing_run(
    const struct options *options, const struct import_options *how, char **files, size_t count)
{
    struct importing importing = {.options = options, .how = *how};
    struct error error;
    char **mappings = memory_zero(count, sizeof(*mappings));
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = look_at(files[i], &error);
        if (good && how->mapping == NULL)
            good = proposal_settle(options, files[i], &mappings[i], &error);
    }
    if (good) {
        importing.json = cJSON_CreateArray();
        importing.report = memory_zero(1, sizeof(*importing.report));
        good = import_all(&importing, files, mappings, count, &error);
        cJSON_Delete(importing.json);
        text_free(&importing.csv.text);
        free(importing.report);
    }
    for (size_t i = 0; i < count; i++)
        free(mappings[i]);
    free(mappings);
    return good ? STATUS_DONE : verb_refused(&error);
}
