#include "views/segments_findings.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/bar.h"
#include "tui/block.h"

struct inquiry {
    struct segments *segments;
    struct findings *findings; /* NULL while they are being made */
    char *failure;             /* why there are none */
    size_t selected, top;
    struct job *finding;
};

struct inquiry *inquiry_new(struct segments *segments)
{
    struct inquiry *inquiry = memory_zero(1, sizeof(*inquiry));
    inquiry->segments = segments;
    return inquiry;
}

static void forget(struct inquiry *inquiry)
{
    findings_free(&inquiry->findings);
    free(inquiry->failure);
    inquiry->failure = NULL;
    inquiry->selected = inquiry->top = 0;
}

void inquiry_free(struct inquiry **pointer)
{
    if (*pointer == NULL)
        return;
    job_drop(&(*pointer)->finding);
    forget(*pointer);
    free(*pointer);
    *pointer = NULL;
}

/* --- asking ---------------------------------------------------------------------------------- */

struct finding_work {
    struct inquiry *inquiry;
    struct shelf *shelf;
    struct members *members;
    char *query;
    enum finding_kind kind;
    bool alike;
    struct findings *findings;
    char *found; /* the query of those alike */
};

static bool find(void *context, struct progress *progress, struct error *error)
{
    struct finding_work *work = context;
    struct census *census = shelf_census(work->shelf);
    struct catalogue catalogue = {0};
    if (work->alike) {
        work->found = findings_alike(census, work->members, progress, error);
        return work->found != NULL;
    }
    if (work->kind == FIND_OVERLAP && !shelf_read_catalogue(work->shelf, &catalogue, error))
        return false;
    work->findings =
        findings_make(work->kind, census, work->members, work->query, &catalogue, progress, error);
    catalogue_free(&catalogue);
    return work->findings != NULL;
}

static void found(void *context, bool succeeded, const struct error *error)
{
    struct finding_work *work = context;
    struct inquiry *inquiry = work->inquiry;
    if (work->alike && succeeded) {
        segments_show_query(inquiry->segments, work->found);
    } else if (work->alike) {
        console_say(inquiry->segments->console, TOAST_BAD, "%s", error->text);
    } else {
        forget(inquiry);
        inquiry->findings = work->findings;
        work->findings = NULL;
        if (!succeeded)
            inquiry->failure = string_copy(error->text);
    }
}

static void release_finding(void *context)
{
    struct finding_work *work = context;
    findings_free(&work->findings);
    members_free(&work->members);
    shelf_release(&work->shelf);
    free(work->query);
    free(work->found);
    free(work);
}

static void start(struct inquiry *inquiry, enum finding_kind kind, bool alike)
{
    static const struct job_work job = {find, found, release_finding};
    struct segments *segments = inquiry->segments;
    struct finding_work *work = memory_zero(1, sizeof(*work));
    work->inquiry = inquiry;
    work->shelf = shelf_hold(segments->good->shelf);
    work->members = members_copy(segments->good->members);
    work->query = string_copy(segments->good->text);
    work->kind = kind;
    work->alike = alike;
    job_replace(&inquiry->finding, console_loop(segments->console), &job, work);
}

void inquiry_ask(struct inquiry *inquiry, enum finding_kind kind)
{
    forget(inquiry);
    start(inquiry, kind, false);
}

void inquiry_ask_alike(struct inquiry *inquiry)
{
    start(inquiry, FIND_APART, true);
}

/* --- going through -------------------------------------------------------------------------------
 */

void inquiry_move(struct inquiry *inquiry, enum motion motion)
{
    size_t count = inquiry->findings != NULL ? inquiry->findings->count : 0;
    if (count == 0)
        return;
    if (motion == MOTION_DOWN && inquiry->selected + 1 < count)
        inquiry->selected++;
    else if (motion == MOTION_UP && inquiry->selected > 0)
        inquiry->selected--;
    else if (motion == MOTION_FIRST)
        inquiry->selected = 0;
    else if (motion == MOTION_LAST)
        inquiry->selected = count - 1;
}

const char *inquiry_query(const struct inquiry *inquiry)
{
    const struct findings *findings = inquiry->findings;
    if (findings == NULL || findings->count == 0)
        return NULL;
    const char *query = findings->items[inquiry->selected].query;
    return query != NULL && query[0] != '\0' ? query : NULL;
}

/* --- drawing
 * -------------------------------------------------------------------------------------- */

/* The name, beside it the count, share and bar; below it the words; both on as many lines as they
 * need, since findings may differ in their last words only. */
enum { COUNT = 10, SHARE = 7, BAR = 16 };

static int room_for_name(struct area area)
{
    return area.columns - COUNT - SHARE - BAR - 4;
}

/* Two bars stand below each other beside the name and the words. */
static int room_for_words(const struct finding *finding, struct area area)
{
    return isnan(finding->foretold) ? area.columns - 4 : room_for_name(area);
}

static int rows_of_name(const struct finding *finding, struct area area)
{
    int rows = block_rows(finding->name, room_for_name(area) - 2);
    return rows > 1 ? rows : 1;
}

/* With an empty line behind it. */
static int rows_of(const struct finding *finding, struct area area)
{
    int rows = block_rows(finding->words, room_for_words(finding, area));
    return rows_of_name(finding, area) + (rows > 1 ? rows : 1) + 1;
}

static void draw_one(
    const struct finding *finding, bool selected, struct surface *surface, struct area area)
{
    char count[FORMAT_TEXT], share[FORMAT_TEXT];
    int words = room_for_name(area), name_rows = rows_of_name(finding, area);
    if (selected) {
        surface_tint(
            surface, (struct area){area.row, area.column, name_rows, area.columns}, ROLE_SELECTION);
        surface_glyph(surface, area.row, area.column, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        surface_cursor(surface, area.row, area.column, CURSOR_ROW);
    }
    format_count(count, finding->count);
    format_share(share, finding->share);
    block_draw(surface, (struct area){area.row, area.column + 2, name_rows, words - 2},
        style_of(ROLE_TEXT), finding->name, 0);
    surface_aligned(
        surface, area.row, area.column + words, COUNT, ALIGN_RIGHT, style_of(ROLE_TEXT), count);
    if (isnan(finding->foretold))
        surface_aligned(surface, area.row, area.column + words + COUNT, SHARE, ALIGN_RIGHT,
            style_of(ROLE_QUIET), share);
    bar_line(surface, area.row, area.column + words + COUNT + SHARE + 2, BAR,
        style_of(selected ? ROLE_ACCENT : ROLE_QUIET), style_of(ROLE_KEEP), finding->share);
    block_draw(surface,
        (struct area){area.row + name_rows, area.column + 4, rows_of(finding, area) - name_rows - 1,
            room_for_words(finding, area)},
        style_of(ROLE_QUIET), finding->words, 0);
    if (!isnan(finding->foretold))
        bar_line(surface, area.row + 1, area.column + words + COUNT + SHARE + 2, BAR,
            style_of(ROLE_FAINT), style_of(ROLE_KEEP), finding->foretold);
}

static const char *title_of(enum finding_kind kind)
{
    switch (kind) {
    case FIND_GROUPS:
        return say("groups of alike customers");
    case FIND_APART:
        return say("what sets them apart from everybody else");
    case FIND_FORECAST:
        return say("did customers buy as the model foretold?");
    default:
        return say("customers shared with other segments");
    }
}

/* Goes on as far as it takes to show the one that is selected. */
static void keep_selected(struct inquiry *inquiry, struct area area)
{
    const struct finding *items = inquiry->findings->items;
    if (inquiry->selected < inquiry->top)
        inquiry->top = inquiry->selected;
    int needed = -1; /* the empty line behind the last may be missing */
    for (size_t i = inquiry->top; i <= inquiry->selected && i < inquiry->findings->count; i++)
        needed += rows_of(&items[i], area);
    while (needed > area.rows && inquiry->top < inquiry->selected)
        needed -= rows_of(&items[inquiry->top++], area);
}

void inquiry_draw(struct inquiry *inquiry, struct surface *surface, struct area area)
{
    const struct findings *findings = inquiry->findings;
    if (findings == NULL) {
        block_draw(surface, area, style_of(ROLE_QUIET),
            inquiry->failure != NULL ? inquiry->failure : say("Comparing …"), 0);
        return;
    }
    struct area line = area_cut_top(&area, 1);
    surface_text(surface, line.row, line.column, line.columns, style_of(ROLE_QUIET),
        title_of(findings->kind));
    int rows = block_rows(findings->remark, area.columns);
    struct area remark = area_cut_bottom(&area, rows);
    block_draw(surface, remark, style_of(ROLE_FAINT), findings->remark, 0);
    keep_selected(inquiry, area);
    for (size_t i = inquiry->top; i < findings->count && area.rows > 1; i++) {
        int needed = rows_of(&findings->items[i], area);
        if (i > inquiry->top && needed - 1 > area.rows)
            break;
        draw_one(&findings->items[i], i == inquiry->selected, surface, area_cut_top(&area, needed));
    }
}
