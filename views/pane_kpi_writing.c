/* What the KPI pane writes into the shop: notes and targets, by a job of its own. */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/store/database.h"
#include "views/pane_kpi.h"

struct saving {
    struct kpi *kpi;
    struct snapshot *snapshot;
    char *text;
    struct target target;
    date_week week;
    int node;
    bool is_note;
};

static bool save(void *context, struct progress *progress, struct error *error)
{
    (void)progress;
    struct saving *saving = context;
    struct database *database = database_open(saving->snapshot->path, DATABASE_WRITE, error);
    if (database == NULL)
        return false;
    const char *node = saving->node >= 0 ? saving->kpi->tree->nodes[saving->node].id : NULL;
    bool good = saving->is_note ? note_add(database, saving->week, node, saving->text, error)
                                : target_set(database, saving->kpi->tree, &saving->target, error);
    database_free(&database);
    return good;
}

static void saved(void *context, bool succeeded, const struct error *error)
{
    struct saving *saving = context;
    if (succeeded)
        console_say(saving->kpi->console, TOAST_GOOD, "%s",
            saving->is_note ? say("note kept") : say("target set"));
    else
        console_say(saving->kpi->console, TOAST_BAD, "%s", error->text);
    kpi_ask_report(saving->kpi);
}

static void release_saving(void *context)
{
    struct saving *saving = context;
    snapshot_release(&saving->snapshot);
    free(saving->text);
    free(saving);
}

static void start_saving(struct kpi *kpi, const struct saving *wanted)
{
    static const struct job_work work = {save, saved, release_saving};
    struct saving *saving = memory_new(sizeof(*saving));
    *saving = *wanted;
    saving->kpi = kpi;
    saving->snapshot = snapshot_hold(kpi->snapshot);
    job_start(&kpi->saving, console_loop(kpi->console), &work, saving);
}

static void note_accept(void *data, const char *text)
{
    struct kpi *kpi = data;
    int node = kpi_selected(kpi);
    bool on_week = kpi_node(kpi, node)->parent < 0;
    start_saving(kpi, &(struct saving){.text = string_copy(text),
                          .week = kpi->report->week,
                          .node = on_week ? -1 : node,
                          .is_note = true});
}

bool kpi_run_note(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {.accept = note_accept};
    struct kpi *kpi = console_pane(console);
    if (arguments[0] != '\0') {
        note_accept(kpi, arguments);
        return true;
    }
    char sign[160];
    snprintf(sign, sizeof(sign), say("note on %s: "), kpi_label(kpi, kpi_selected(kpi)));
    console_ask(console, sign, "", &handlers, kpi);
    return true;
}

/* "2026-W57=2.1%" or "2026-W40=29.34% 2026-W50=29.94%". */
static bool set_target(struct kpi *kpi, const char *text, struct error *error)
{
    int node = kpi_selected(kpi);
    char first[64], second[64] = "";
    struct target target = {.node = kpi_node(kpi, node)->id,
        .base_week = kpi->report->week,
        .base_value = kpi_figures(kpi, node)->value};
    int words = sscanf(text, "%63s %63s", first, second);
    if (words < 1)
        return error_set(error, "%s", say("write the goal like 2026-W50=29.94%"));
    if (words == 2 && !target_point_parse(first, &target.base_week, &target.base_value, error))
        return false;
    if (!target_point_parse(
            words == 2 ? second : first, &target.goal_week, &target.goal_value, error))
        return false;
    start_saving(kpi, &(struct saving){.target = target});
    return true;
}

static void target_accept(void *data, const char *text)
{
    struct kpi *kpi = data;
    struct error error;
    if (!set_target(kpi, text, &error))
        console_say(kpi->console, TOAST_BAD, "%s", error.text);
}

bool kpi_run_target(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = target_accept};
    struct kpi *kpi = console_pane(console);
    struct error error;
    if (arguments[0] != '\0')
        return set_target(kpi, arguments, &error) || console_refuse(why, size, error.text);
    char sign[160], text[64], goal[DATE_TEXT];
    snprintf(sign, sizeof(sign), say("target of %s: "), kpi_label(kpi, kpi_selected(kpi)));
    date_week_text(kpi->report->week + 10, goal);
    snprintf(text, sizeof(text), "%s=", goal);
    console_ask(console, sign, text, &handlers, kpi);
    console_ask_note(console, ROLE_QUIET, say("a straight path from this week to the goal"));
    return true;
}
