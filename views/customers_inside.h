/* customers_inside: what the files of the pane of customers share; nobody else includes it. */
#ifndef VIEWS_CUSTOMERS_INSIDE_H
#define VIEWS_CUSTOMERS_INSIDE_H

#include "tui/table.h"
#include "views/console.h"
#include "views/customer.h"
#include "views/customers_name.h"
#include "views/job.h"

enum { CUSTOMERS_WIDE = 100 /* columns for both halves */, CUSTOMERS_SEARCH = 128 };

/* Who stands in the list, in its order. Immutable. */
struct roll {
    struct snapshot *snapshot; /* held */
    uint32_t *places;          /* in the census */
    size_t count;
    size_t total; /* of a search, all who were found; else the count */
};

/* Names of some rows of a roll. Immutable. */
struct roll_names {
    long from, to;
    char **names; /* masked */
};

/* Two customers side by side, before they become one. */
struct merging {
    int64_t kept, gone;
    struct customer_face *faces[2]; /* of kept and gone; NULL while they are read */
};

struct customers {
    struct console *console;
    struct snapshot *snapshot;
    struct error failure;
    uint32_t counted; /* families of the snapshot's census that are ready */
    int counting_at;  /* place in profile_families */

    struct roll *roll;
    uint32_t roll_counted; /* families of the roll's census */
    struct roll_names *names;
    struct table *table;
    int64_t *shown; /* handed over; NULL: everybody */
    size_t shown_count;
    char title[CUSTOMERS_SEARCH], search[CUSTOMERS_SEARCH];

    int64_t asked; /* whose profile is wanted, −1 nobody's */
    bool open;     /* asked for by number: stays though the list has another one selected */
    int64_t unmasked;
    struct customer_face *face; /* of asked, or of an earlier one while that is read */
    struct snapshot *face_snapshot;
    struct error face_failure; /* why there is none */
    bool on_profile;           /* the focus; on narrow screens the page */
    bool wide;                 /* both halves were drawn */
    int scroll, profile_rows, profile_page;

    char reason[CUSTOMERS_SEARCH]; /* for the blacklist, while it is being confirmed */
    int64_t undoing;               /* the merge to be taken back, likewise */
    struct merging merging;        /* kept is 0 while nothing is compared */
    struct customers_pairs *pairs; /* likely duplicates in place of the list; NULL: the list */
    struct job *counting, *listing, *naming, *reading, *pairing, *writing;
    struct area list_area, profile_area;
};

/* The customer that is selected; −1 for nobody. */
int64_t customers_selected(const struct customers *customers);

/* --- customers_list.c */
struct table *customers_table_new(struct customers *customers);
void customers_set_columns(struct customers *customers); /* again after a change of language */
void customers_ask_list(struct customers *customers);
void customers_ask_names(struct customers *customers);
void customers_draw_list(struct customers *customers, struct surface *surface, struct area area);
void roll_free(struct roll **roll);
void roll_names_free(struct roll_names **names);

/* --- customers_read.c: jobs that read */
void customers_count(struct customers *customers); /* families, one after the other */
void customers_ask_face(struct customers *customers, int64_t id);
void customers_ask_pair(struct customers *customers, int64_t kept, int64_t gone);
void customers_end_merging(struct customers *customers);

/* --- customers_draw.c, customers_parts.c: the right half */
void customers_draw_profile(struct customers *customers, struct surface *surface, struct area area);
void customers_draw_merging(struct customers *customers, struct surface *surface, struct area area);

/* A hand that writes down a page which is taller than its area. */
struct pen {
    const struct customer_face *face;
    struct surface *surface;
    struct area area; /* what is left of the page, from its next row on */
    int margin;       /* columns of the labels */
};
void pen_skip(struct pen *pen, int rows);
struct area pen_row(struct pen *pen);
void pen_label(struct pen *pen, struct area *row, const char *label);
void pen_lines(struct pen *pen, const char *label, struct style style, const char *text);

void parts_head(struct pen *pen);
void parts_way(struct pen *pen);
void parts_figures(struct pen *pen);
void parts_next(struct pen *pen);
void parts_tastes(struct pen *pen);
void parts_hours(struct pen *pen);
void parts_person(struct pen *pen);
void parts_orders(struct pen *pen);
void parts_contacts(struct pen *pen);
void parts_attributes(struct pen *pen);

/* --- customers_commands.c, customers_write.c */
enum { CUSTOMERS_COMMANDS = 17 };
extern const struct command customers_commands[CUSTOMERS_COMMANDS];

bool customers_run_note(void *console, const char *arguments, char *why, size_t size);
bool customers_run_tag(void *console, const char *arguments, char *why, size_t size);
bool customers_run_blacklist(void *console, const char *arguments, char *why, size_t size);
bool customers_run_merge(void *console, const char *arguments, char *why, size_t size);
bool customers_run_swap(void *console, const char *arguments, char *why, size_t size);
bool customers_run_apart(void *console, const char *arguments, char *why, size_t size);
bool customers_run_undo(void *console, const char *arguments, char *why, size_t size);
bool customers_run_unmask(void *console, const char *arguments, char *why, size_t size);
bool customers_run_export(void *console, const char *arguments, char *why, size_t size);
void customers_merge_now(struct customers *customers);

#endif
