/* The report of an import as lines for people. */
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/import.h"

static void append_counts(const struct import_report *report, struct text *text)
{
    text_format(text,
        report->rows == 1
            ? say("%lld row: %lld added, %lld changed, %lld the same, %lld left out")
            : say("%lld rows: %lld added, %lld changed, %lld the same, %lld left out"),
        (long long)report->rows, (long long)report->added, (long long)report->changed,
        (long long)report->same, (long long)report->rejected);
    text_append(text, "\n");
    if (report->orders > 0 || report->refunds > 0 || report->customers > 0) {
        text_format(text, say("orders %lld, refunds %lld, new customers %lld"),
            (long long)report->orders, (long long)report->refunds, (long long)report->customers);
        text_append(text, "\n");
    }
    if (report->has_span) {
        char first[DATE_TEXT], last[DATE_TEXT];
        date_day_text(report->first_day, first);
        date_day_text(report->last_day, last);
        text_format(text, say("from %s to %s"), first, last);
        text_append(text, "\n");
    }
}

static void append_reasons(const struct import_report *report, struct text *text)
{
    for (int i = 0; i < report->reason_count; i++) {
        const struct import_reason *reason = &report->reasons[i];
        text_append(text, "  ");
        text_append_clean(text, reason->column);
        text_append(text, reason->column[0] != '\0' ? " " : "");
        if (reason->count == 1)
            text_format(
                text, say("%s: line %lld"), say(reason->reason), (long long)reason->first_line);
        else
            text_format(text, say("%s: %lld rows, first in line %lld"), say(reason->reason),
                (long long)reason->count, (long long)reason->first_line);
        text_append(text, "\n");
    }
    if (report->reject_path[0] != '\0') {
        text_format(text, say("the rows left out are in %s"), report->reject_path);
        text_append(text, "\n");
    }
}

static void append_duplicates(const struct import_report *report, struct text *text)
{
    if (report->duplicate_count == 0)
        return;
    text_format(text,
        report->duplicate_count == 1
            ? say("%lld order came again with other content; the later one was kept:")
            : say("%lld orders came again with other content; the later one was kept:"),
        (long long)report->duplicate_count);
    text_append(text, "\n");
    for (int i = 0; i < IMPORT_DUPLICATES && i < report->duplicate_count; i++) {
        const struct import_duplicate *duplicate = &report->duplicates[i];
        text_append(text, "  ");
        if (duplicate->earlier_line > 0)
            text_format(text, say("%s: line %lld instead of line %lld"), duplicate->number,
                (long long)duplicate->line, (long long)duplicate->earlier_line);
        else
            text_format(text, say("%s: line %lld instead of what an earlier import said"),
                duplicate->number, (long long)duplicate->line);
        text_append(text, "\n");
    }
}

void import_describe(const struct import_report *report, struct text *text)
{
    text_format(text, say("read as %s (%s), %s"), report->title, report->mapping, report->encoding);
    text_append(text, "\n");
    if (report->already) {
        text_append(text, say("this file was imported before; nothing was changed"));
        text_append(text, "\n");
        return;
    }
    append_counts(report, text);
    append_reasons(report, text);
    append_duplicates(report, text);
    for (int i = 0; i < report->warning_count; i++) {
        text_append(text, report->warnings[i]);
        text_append(text, "\n");
    }
    if (report->dry_run) {
        text_append(text, say("this was a dry run; nothing was changed"));
        text_append(text, "\n");
    }
}
