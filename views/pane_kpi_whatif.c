/* What if a node were different: the nodes above it follow, and the pane shows those values. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/pane_kpi.h"

static bool compute(
    struct kpi *kpi, const struct whatif_change *changes, size_t count, struct error *error)
{
    double *values = kpi_values(kpi);
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

static bool find_needed(struct kpi *kpi, int node, double goal, double *needed, struct error *error)
{
    double *values = kpi_values(kpi);
    bool good = whatif_solve(kpi->tree, values, (size_t)node, goal, needed, error);
    if (good && kpi_node(kpi, node)->unit == MEASURE_COUNT && *needed > values[node])
        *needed = ceil(*needed); /* nobody is a part of a buyer */
    free(values);
    return good;
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
    snprintf(text, size, say("%s %s (%s)"), kpi_label(kpi, root), value, change);
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
        console_say(kpi->console, TOAST_BAD,
            say("\"%s\" is not a value; write 120000, 2.2%%, +5%% or +0.3pt"), text);
    else if (!kpi_what_if(kpi, node, value, &error))
        console_say(kpi->console, TOAST_BAD, "%s", error.text);
}

static void what_if_cancel(void *data)
{
    kpi_what_if_clear(data);
}

bool kpi_run_what_if(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {
        .change = what_if_change, .accept = what_if_accept, .cancel = what_if_cancel};
    struct kpi *kpi = console_pane(console);
    int node = kpi_selected(kpi);
    if (isnan(kpi_figures(kpi, node)->value))
        return console_refuse(why, size, say("this node has no data in this week"));
    if (kpi_node(kpi, node)->is_beside)
        return console_refuse(
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

bool kpi_run_what_if_none(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    kpi_what_if_clear(console_pane(console));
    return true;
}

/* Whether the root is where it is wanted already, or better. */
static bool reaches(const struct kpi *kpi, int root, double goal)
{
    double value = kpi_figures(kpi, root)->value;
    enum measure_direction wanted = kpi_node(kpi, root)->direction;
    return wanted == MEASURE_DOWN_IS_GOOD ? value <= goal
                                          : wanted == MEASURE_UP_IS_GOOD && value >= goal;
}

static bool say_reached(struct kpi *kpi, int root, double goal)
{
    char now[FORMAT_TEXT], wanted[FORMAT_TEXT];
    enum measure_unit unit = kpi_node(kpi, root)->unit;
    format_value(now, kpi_figures(kpi, root)->value, unit, &kpi->report->currency);
    format_value(wanted, goal, unit, &kpi->report->currency);
    console_say(kpi->console, TOAST_GOOD,
        say("%s is at %s and has its goal of %s already; for more, name a goal: :solve +5%%"),
        kpi_label(kpi, root), now, wanted);
    return true;
}

bool kpi_run_solve(void *console, const char *arguments, char *why, size_t size)
{
    struct kpi *kpi = console_pane(console);
    int node = kpi_selected(kpi), root = (int)whatif_root(kpi->tree, (size_t)node);
    double goal = kpi_figures(kpi, root)->target, needed;
    struct error error;
    if (arguments[0] != '\0' && !parse_value(kpi, root, arguments, &goal))
        return console_refuse(why, size, say("name the goal as a value, such as 1,300,000 or +5%"));
    if (isnan(goal))
        return console_refuse(
            why, size, say("the root has no target in this week; name a goal: :solve +5%"));
    if (reaches(kpi, root, goal))
        return say_reached(kpi, root, goal);
    if (!find_needed(kpi, node, goal, &needed, &error) || !kpi_what_if(kpi, node, needed, &error))
        return console_refuse(why, size, error.text);
    char need[FORMAT_TEXT], reach[FORMAT_TEXT], now[FORMAT_TEXT];
    enum measure_unit unit = kpi_node(kpi, node)->unit;
    format_value(need, needed, unit, &kpi->report->currency);
    format_value(now, kpi_figures(kpi, node)->value, unit, &kpi->report->currency);
    format_value(reach, goal, kpi_node(kpi, root)->unit, &kpi->report->currency);
    console_say(console, TOAST_INFO, say("%s must be %s (now %s) for %s to reach %s"),
        kpi_label(kpi, node), need, now, kpi_label(kpi, root), reach);
    return true;
}
