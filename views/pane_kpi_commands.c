/* What can be done in the KPI pane, by name. Keys are in config/keys.yaml. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/store/database.h"
#include "tui/glyph.h"
#include "tui/terminal.h"
#include "views/pane_kpi.h"

static struct kpi *kpi_of(void *console)
{
    return console_pane(console);
}

static bool refuse(char *why, size_t size, const char *text)
{
    snprintf(why, size, "%s", text);
    return false;
}

static const char *without_report(void *console)
{
    return kpi_of(console)->report == NULL ? say("there is no report yet") : NULL;
}

/* --- weeks -------------------------------------------------------------------------- */

static bool go_to_week(struct kpi *kpi, date_week week, char *why, size_t size)
{
    char text[DATE_TEXT];
    const char *limit = week < kpi->report->first_week  ? say("the data begin in %s")
                        : week > kpi->report->last_week ? say("the data end in %s")
                                                        : NULL;
    if (limit != NULL) {
        date_week_text(
            week < kpi->report->first_week ? kpi->report->first_week : kpi->report->last_week,
            text);
        snprintf(why, size, limit, text);
        return false;
    }
    kpi->week = week;
    kpi_ask_report(kpi);
    return true;
}

static bool week_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    return go_to_week(kpi_of(console), kpi_of(console)->week - 1, why, size);
}

static bool week_next(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    return go_to_week(kpi_of(console), kpi_of(console)->week + 1, why, size);
}

static bool year_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    date_week week;
    if (!date_week_last_year(kpi_of(console)->week, &week))
        week = kpi_of(console)->week - 52;
    return go_to_week(kpi_of(console), week, why, size);
}

static bool year_next(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    date_week week;
    int year, number;
    date_week_name(kpi_of(console)->week, &year, &number);
    if (!date_week_from(year + 1, number, &week))
        week = kpi_of(console)->week + 52;
    return go_to_week(kpi_of(console), week, why, size);
}

static bool week_last(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_of(console)->week = REPORT_LAST_WEEK;
    kpi_ask_report(kpi_of(console));
    return true;
}

static bool week(void *console, const char *arguments, char *why, size_t size)
{
    date_week wanted;
    struct error error;
    if (!date_week_parse(arguments, &wanted, &error))
        return refuse(why, size, error.text);
    return go_to_week(kpi_of(console), wanted, why, size);
}

/* --- what is shown --------------------------------------------------------------------- */

static const char *const compare_names[COMPARES] = {"week", "year", "target", "industry"};

static bool compare(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    int chosen = ((int)kpi->compare + 1) % COMPARES;
    if (arguments[0] != '\0') {
        for (chosen = 0; chosen < COMPARES; chosen++)
            if (strcmp(compare_names[chosen], arguments) == 0)
                break;
        if (chosen == COMPARES)
            return refuse(why, size, say("compare with week, year, target or industry"));
    }
    kpi->compare = (enum kpi_compare)chosen;
    kpi_ask_report(kpi);
    return true;
}

static void compare_complete(void *console, const char *arguments, struct completion *completion)
{
    (void)console, (void)arguments;
    for (int i = 0; i < COMPARES; i++)
        completion_add(completion, compare_names[i], NULL);
}

static bool drill(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct kpi *kpi = kpi_of(console);
    int node = kpi_selected(kpi);
    if (kpi_node(kpi, node)->child_count + kpi_node(kpi, node)->beside_count == 0)
        return refuse(why, size, say("nothing lies below this node; press b to break it down"));
    kpi->zoom = node;
    kpi_outline_fill(kpi);
    return true;
}

static bool undrill(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct kpi *kpi = kpi_of(console);
    if (kpi->zoom >= 0) {
        int before = kpi->zoom;
        kpi->zoom = kpi_node(kpi, before)->parent;
        if (kpi->zoom >= 0 && kpi_node(kpi, kpi->zoom)->parent < 0)
            kpi->zoom = -1;
        kpi_outline_fill(kpi);
        outline_select(kpi->outline, before);
    }
    return true;
}

static bool step_dimension(struct kpi *kpi, int step)
{
    int place = 0;
    while (place < kpi_dimension_count - 1 && kpi_dimensions[place] != kpi->dimension)
        place++;
    kpi->dimension = kpi_dimensions[(place + step + kpi_dimension_count) % kpi_dimension_count];
    kpi_ask_breakdown(kpi);
    return true;
}

static bool breakdown(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    if (arguments[0] == '\0')
        return step_dimension(kpi, 1);
    if (!dimension_find(arguments, &kpi->dimension))
        return refuse(why, size, say("break down by channel, category, region, buyer or weekday"));
    kpi_ask_breakdown(kpi);
    return true;
}

static bool breakdown_previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return step_dimension(kpi_of(console), -1);
}

static void breakdown_complete(void *console, const char *arguments, struct completion *completion)
{
    (void)console, (void)arguments;
    for (int i = 0; i < kpi_dimension_count; i++)
        completion_add(completion, dimension_id(kpi_dimensions[i]), NULL);
}

static bool page(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_of(console)->second_page = !kpi_of(console)->second_page;
    return true;
}

/* --- filter: the tree follows while one types ---------------------------------------------- */

static void filter_change(void *data, const char *text)
{
    struct kpi *kpi = data;
    snprintf(kpi->filter, sizeof(kpi->filter), "%s", text);
    kpi_outline_fill(kpi);
    char note[64];
    snprintf(note, sizeof(note), say("%ld rows"), outline_visible(kpi->outline));
    console_ask_note(kpi->console, ROLE_QUIET, note);
}

static void filter_cancel(void *data)
{
    filter_change(data, "");
}

static void filter_accept(void *data, const char *text)
{
    filter_change(data, text);
    kpi_ask_breakdown(data);
}

static bool filter(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {
        .change = filter_change, .accept = filter_accept, .cancel = filter_cancel};
    if (arguments[0] != '\0')
        filter_accept(kpi_of(console), arguments);
    else
        console_ask(console, "/", "", &handlers, kpi_of(console));
    return true;
}

/* --- what if ---------------------------------------------------------------------------------- */

/* "2.2%", "1,300,000", "+5%" of the present value, "+0.3pt" of a rate, "120万". */
static bool parse_value(const struct kpi *kpi, int node, const char *text, double *value)
{
    char digits[64];
    size_t length = 0;
    bool rate = kpi_node(kpi, node)->unit == MEASURE_RATE;
    bool relative = text[0] == '+' || text[0] == '-';
    for (; *text != '\0' && length + 1 < sizeof(digits); text++) {
        if (*text == ',' || *text == ' ')
            continue;
        if (!isdigit((unsigned char)*text) && strchr("+-.", *text) == NULL)
            break;
        digits[length++] = *text;
    }
    digits[length] = '\0';
    char *end;
    double number = strtod(digits, &end);
    double scale = 1;
    bool percent = *text == '%', points = strcmp(text, "pt") == 0;
    if (end == digits || *end != '\0' || !isfinite(number))
        return false;
    if (strcmp(text, "万") == 0)
        scale = 1e4;
    else if (strcmp(text, "k") == 0)
        scale = 1e3;
    else if (!percent && !points && *text != '\0')
        return false;
    double present = kpi_figures(kpi, node)->value;
    if (relative && percent)
        *value = present * (1 + number / 100);
    else if (points)
        *value = present + number / 100;
    else if (relative)
        *value = present + number * scale;
    else
        *value = percent || (rate && number > 1) ? number / 100 : number * scale;
    return isfinite(*value);
}

static void describe_root(const struct kpi *kpi, int node, char *text, size_t size)
{
    int root = (int)whatif_root(kpi->tree, (size_t)node);
    char value[FORMAT_TEXT], change[FORMAT_TEXT];
    enum measure_unit unit = kpi_node(kpi, root)->unit;
    format_value(value, kpi->results[root], unit, &kpi->report->currency);
    format_difference(
        change, kpi->results[root] - kpi_figures(kpi, root)->value, unit, &kpi->report->currency);
    snprintf(text, size, "%s %s (%s)", kpi_label(kpi, root), value, change);
}

static void what_if_change(void *data, const char *text)
{
    struct kpi *kpi = data;
    int node = kpi_selected(kpi);
    double value;
    struct error error;
    char note[256];
    if (!parse_value(kpi, node, text, &value)) {
        console_ask_note(kpi->console, ROLE_QUIET, say("a value, +5%, or +0.3pt"));
    } else if (!kpi_what_if(kpi, node, value, &error)) {
        console_ask_note(kpi->console, ROLE_BAD, error.text);
    } else {
        describe_root(kpi, node, note, sizeof(note));
        console_ask_note(kpi->console, ROLE_ACCENT, note);
    }
}

static void what_if_accept(void *data, const char *text)
{
    struct kpi *kpi = data;
    int node = kpi_selected(kpi);
    double value;
    struct error error;
    if (!parse_value(kpi, node, text, &value))
        console_say(kpi->console, TOAST_BAD, say("\"%s\" is not a value"), text);
    else if (!kpi_what_if(kpi, node, value, &error))
        console_say(kpi->console, TOAST_BAD, "%s", error.text);
}

static void what_if_cancel(void *data)
{
    kpi_what_if_clear(data);
}

static bool what_if(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {
        .change = what_if_change, .accept = what_if_accept, .cancel = what_if_cancel};
    struct kpi *kpi = kpi_of(console);
    int node = kpi_selected(kpi);
    if (isnan(kpi_figures(kpi, node)->value))
        return refuse(why, size, say("this node has no data in this week"));
    if (kpi_node(kpi, node)->is_beside)
        return refuse(
            why, size, say("this is an indicator beside the tree; nothing follows from it"));
    if (arguments[0] != '\0') {
        what_if_accept(kpi, arguments);
        return true;
    }
    char sign[128], value[FORMAT_TEXT], text[FORMAT_TEXT];
    snprintf(sign, sizeof(sign), "%s = ", kpi_label(kpi, node));
    format_value(
        value, kpi_figures(kpi, node)->value, kpi_node(kpi, node)->unit, &kpi->report->currency);
    snprintf(text, sizeof(text), "%s", "+");
    console_ask(console, sign, text, &handlers, kpi);
    snprintf(sign, sizeof(sign), say("now %s; a value, +5%%, or +0.3pt"), value);
    console_ask_note(console, ROLE_QUIET, sign);
    return true;
}

static bool what_if_none(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_what_if_clear(kpi_of(console));
    return true;
}

static bool solve(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    int node = kpi_selected(kpi), root = (int)whatif_root(kpi->tree, (size_t)node);
    double goal = kpi_figures(kpi, root)->target, needed;
    struct error error;
    if (arguments[0] != '\0' && !parse_value(kpi, root, arguments, &goal))
        return refuse(why, size, say("name the goal as a value, such as 1,300,000 or +5%"));
    if (isnan(goal))
        return refuse(
            why, size, say("the root has no target in this week; name a goal: :solve +5%"));
    if (!kpi_solve(kpi, node, goal, &needed, &error) || !kpi_what_if(kpi, node, needed, &error))
        return refuse(why, size, error.text);
    char need[FORMAT_TEXT], reach[FORMAT_TEXT], now[FORMAT_TEXT];
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    format_value(need, needed, unit, &kpi->report->currency);
    format_value(now, kpi_figures(kpi, node)->value, unit, &kpi->report->currency);
    format_value(reach, goal, kpi_node(kpi, root)->unit, &kpi->report->currency);
    console_say(console, TOAST_INFO, say("%s must be %s (now %s) for %s to reach %s"),
        kpi_label(kpi, node), need, now, kpi_label(kpi, root), reach);
    return true;
}

/* --- what is written: notes and targets --------------------------------------------------------
 */

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

static bool note(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {.accept = note_accept};
    struct kpi *kpi = kpi_of(console);
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

static bool target(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = target_accept};
    struct kpi *kpi = kpi_of(console);
    struct error error;
    if (arguments[0] != '\0')
        return set_target(kpi, arguments, &error) || refuse(why, size, error.text);
    char sign[160], text[64], goal[DATE_TEXT];
    snprintf(sign, sizeof(sign), say("target of %s: "), kpi_label(kpi, kpi_selected(kpi)));
    date_week_text(kpi->report->week + 10, goal);
    snprintf(text, sizeof(text), "%s=", goal);
    console_ask(console, sign, text, &handlers, kpi);
    console_ask_note(console, ROLE_QUIET, say("a straight path from this week to the goal"));
    return true;
}

/* --- taking it away ------------------------------------------------------------------------------
 */

static bool export_file(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = kpi_of(console);
    char path[512], name[DATE_TEXT];
    date_week_text(kpi->report->week, name);
    if (arguments[0] != '\0')
        snprintf(path, sizeof(path), "%s", arguments);
    else
        snprintf(path, sizeof(path), "kpi-%s.csv", name);
    FILE *file = fopen(path, "wx");
    if (file == NULL) {
        snprintf(why, size, say("cannot write %s: %s"), path, strerror(errno));
        return false;
    }
    struct text csv = {0};
    kpi_export(kpi, &csv);
    bool good = fwrite(csv.bytes, 1, csv.length, file) == csv.length;
    good = fclose(file) == 0 && good;
    text_free(&csv);
    if (!good) {
        snprintf(why, size, say("cannot write %s: %s"), path, strerror(errno));
        return false;
    }
    console_say(console, TOAST_GOOD, say("written to %s"), path);
    return true;
}

static bool copy(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct kpi *kpi = kpi_of(console);
    struct text csv = {0};
    kpi_export(kpi, &csv);
    bool good = terminal_copy(loop_terminal(console_loop(console)), text_string(&csv));
    text_free(&csv);
    if (!good)
        return refuse(why, size, say("this terminal cannot be copied to"));
    console_say(console, TOAST_GOOD, "%s", say("copied"));
    return true;
}

const struct command kpi_commands[KPI_COMMANDS] = {
    {.name = "week-previous",
        .help = "one week back",
        .run = week_previous,
        .unavailable = without_report},
    {.name = "week-next", .help = "one week on", .run = week_next, .unavailable = without_report},
    {.name = "year-previous",
        .help = "the same week of the year before",
        .run = year_previous,
        .unavailable = without_report},
    {.name = "year-next",
        .help = "the same week of the next year",
        .run = year_next,
        .unavailable = without_report},
    {.name = "week-last", .help = "the last complete week", .run = week_last},
    {.name = "week",
        .arguments = "2026-W46",
        .help = "go to a week",
        .run = week,
        .unavailable = without_report},
    {.name = "compare",
        .arguments = "[week|year|target|industry]",
        .help = "what changes are measured against",
        .run = compare,
        .complete = compare_complete},
    {.name = "drill", .help = "show only this branch", .run = drill, .unavailable = without_report},
    {.name = "undrill",
        .help = "one branch up again",
        .run = undrill,
        .unavailable = without_report},
    {.name = "breakdown",
        .arguments = "[DIMENSION]",
        .help = "break the node down by the next dimension",
        .run = breakdown,
        .unavailable = without_report,
        .complete = breakdown_complete},
    {.name = "breakdown-previous",
        .help = "break the node down by the dimension before",
        .run = breakdown_previous,
        .unavailable = without_report},
    {.name = "what-if",
        .arguments = "[VALUE]",
        .help = "change this node and see the root move",
        .run = what_if,
        .unavailable = without_report},
    {.name = "what-if-none", .help = "end the what-if", .run = what_if_none},
    {.name = "solve",
        .arguments = "[GOAL]",
        .help = "what this node needs for the root to reach its target",
        .run = solve,
        .unavailable = without_report},
    {.name = "target",
        .arguments = "[[WEEK=VALUE] WEEK=VALUE]",
        .help = "set a target path for this node",
        .run = target,
        .unavailable = without_report},
    {.name = "note",
        .arguments = "[TEXT]",
        .help = "write a note on this node and week",
        .run = note,
        .unavailable = without_report},
    {.name = "filter",
        .arguments = "[TEXT]",
        .help = "show only nodes with these letters; ! for those without",
        .run = filter,
        .unavailable = without_report},
    {.name = "page", .help = "the other half, where the window is narrow", .run = page},
    {.name = "export",
        .arguments = "[FILE]",
        .help = "write what is shown to a CSV file",
        .run = export_file,
        .unavailable = without_report},
    {.name = "copy",
        .help = "copy what is shown to the clipboard",
        .run = copy,
        .unavailable = without_report},
};
