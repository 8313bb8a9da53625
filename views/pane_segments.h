/* pane_segments: what the files of the segment browser share; nobody else includes it. */
#ifndef VIEWS_PANE_SEGMENTS_H
#define VIEWS_PANE_SEGMENTS_H

#include "core/customers/evaluate.h"
#include "core/customers/members.h"
#include "core/customers/migration.h"
#include "core/customers/portrait.h"
#include "core/customers/query.h"
#include "tui/editor.h"
#include "tui/table.h"
#include "views/catalogue.h"
#include "views/console.h"
#include "views/format.h"
#include "views/job.h"

enum { SEGMENTS_WIDE = 100 /* columns for the list beside the segment */ };

/* A snapshot with what its queries have been answered so far. Counted; workers hold it. */
struct shelf;
struct shelf *shelf_open(struct snapshot *snapshot);
struct shelf *shelf_hold(struct shelf *shelf);
void shelf_release(struct shelf **shelf);
struct census *shelf_census(const struct shelf *shelf);
struct snapshot *shelf_snapshot(const struct shelf *shelf);
/* For one job at a time: those that answer the query. */
struct evaluation_cache *shelf_cache(struct shelf *shelf);

/* The segments there are, by a connection of its own. */
bool shelf_read_catalogue(
    const struct shelf *shelf, struct catalogue *catalogue, struct error *error);

/* What a query gave. Immutable once it is shown. */
struct answer {
    struct shelf *shelf; /* by which its customers are numbered: a newer one may number otherwise */
    char *text;
    struct members *members;  /* NULL when the text is no query, and then */
    struct error error;       /* why, */
    struct query_fault fault; /* and where */
    struct explain explain;
    uint32_t count, everybody;
    double seconds; /* it took; −1 where nobody looks at the screen */
};
void answer_free(struct answer **answer);

enum segments_view { VIEW_PORTRAIT, VIEW_PEOPLE, VIEW_MIGRATION, VIEW_FINDINGS };

struct segments {
    struct console *console;
    struct shelf *shelf;
    struct error failure;

    struct editor *editor;
    bool editing, second_page, narrow; /* narrow: one page at a time is seen */
    char *before_edit;                 /* the text to go back to with Esc */
    const char *language;              /* in whose words the query was last shown */
    int64_t asked_at;

    struct answer *answer;            /* of the text, or of an earlier one while counting */
    struct answer *good;              /* the last one with members; may be the same */
    struct portrait *portrait;        /* of good; NULL while it is painted */
    struct migration_origins origins; /* of good; all is 0 while it is counted */
    struct job *answering, *painting, *listing, *saving, *fetching;

    /* What can be written where the caret stands, fetched when it gets there. */
    struct query_values values;
    int values_attribute, values_field; /* for which */

    struct catalogue catalogue;
    struct table *table; /* of the list */
    enum segments_view view;
    bool on_grid; /* of the portrait: moving goes about in recency × frequency */
    int grid_row, grid_column;
    struct area grid_area;
    struct people *people;     /* VIEW_PEOPLE, NULL before it was first shown */
    struct crossing *crossing; /* VIEW_MIGRATION, likewise */
    struct inquiry *inquiry;   /* VIEW_FINDINGS */
    struct area editor_area;
};

struct census *segments_census(const struct segments *segments);

/* --- segments_work.c: jobs */

/* Answers the editor's text; the portrait follows. */
void segments_ask(struct segments *segments);
/* Reads the saved segments and counts everybody of every list line. */
void segments_ask_list(struct segments *segments);
/* Fetches the values that can stand at the caret; and those that were fetched, NULL when they are
 * not for this place. */
void segments_ask_values(struct segments *segments);
const struct query_values *segments_values(
    const struct segments *segments, const struct query_completion *place);
void segments_drop_jobs(struct segments *segments);

/* --- segments_keep.c: what is kept: segments in the shop, exports in files, by jobs */
void segments_save(struct segments *segments, const char *name);
void segments_rename(struct segments *segments, const char *name, const char *other);
void segments_remove(struct segments *segments, const char *name);
void segments_export(struct segments *segments, const char *path);

/* --- segments_list.c: the left half */
struct table *segments_table_new(struct segments *segments);
void segments_draw_list(struct segments *segments, struct surface *surface, struct area area);
/* The line that is selected, NULL when none is. */
const struct catalogue_line *segments_line(const struct segments *segments);

/* --- segments_edit.c: the editor */
struct editor *segments_editor_new(struct segments *segments);
/* Puts a query into the editor and asks for it. */
void segments_set(struct segments *segments, const char *query);
/* The same in its normal form in the words of the language in use. */
void segments_show_query(struct segments *segments, const char *query);
/* Adds a clause to the query with `and`, unless it holds it already; all of it is then shown in the
 * words of the language in use. */
void segments_narrow(struct segments *segments, const char *clause);
bool segments_key(void *pane, struct key key);
bool segments_paste(void *pane, const char *text);
void segments_edit(struct segments *segments);

/* --- segments_draw.c: the right half */
void segments_draw_portrait(struct segments *segments, struct surface *surface, struct area area);
/* The query of the cell of the grid that is selected: "r = 5 and f = 1"; the caller's. */
char *segments_grid_query(const struct segments *segments);
/* The cell of the grid at a place of the screen becomes the selected one; false for none. */
bool segments_grid_at(struct segments *segments, int row, int column);
/* The editor and the line below it; returns what is left of the area. */
struct area segments_draw_head(
    struct segments *segments, struct surface *surface, struct area area);

/* The browser, when a command of it runs. */
struct segments *segments_of(void *console);

/* Commands that stand in files of their own; see struct command for their shape.
 * segments_commands_views.c: the other views, and what is found out about the segment. */
bool segments_run_people(void *console, const char *arguments, char *why, size_t size);
bool segments_run_migration(void *console, const char *arguments, char *why, size_t size);
bool segments_run_grid(void *console, const char *arguments, char *why, size_t size);
bool segments_run_mark(void *console, const char *arguments, char *why, size_t size);
bool segments_run_customers(void *console, const char *arguments, char *why, size_t size);
bool segments_run_groups(void *console, const char *arguments, char *why, size_t size);
bool segments_run_apart(void *console, const char *arguments, char *why, size_t size);
bool segments_run_overlap(void *console, const char *arguments, char *why, size_t size);
bool segments_run_forecast(void *console, const char *arguments, char *why, size_t size);
bool segments_run_alike(void *console, const char *arguments, char *why, size_t size);
bool segments_run_sort(void *console, const char *arguments, char *why, size_t size);
bool segments_run_columns(void *console, const char *arguments, char *why, size_t size);
void segments_complete_attribute(
    void *console, const char *arguments, struct completion *completion);
/* segments_commands_keep.c: names and files. */
bool segments_run_save(void *console, const char *arguments, char *why, size_t size);
bool segments_run_rename(void *console, const char *arguments, char *why, size_t size);
bool segments_run_remove(void *console, const char *arguments, char *why, size_t size);
bool segments_run_export(void *console, const char *arguments, char *why, size_t size);

/* In segments_commands.c. */
enum { SEGMENTS_COMMANDS = 22 };
extern const struct command segments_commands[SEGMENTS_COMMANDS];

#endif
