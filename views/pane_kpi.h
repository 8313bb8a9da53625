/* pane_kpi: what the files of the KPI pane share; nobody else includes it. */
#ifndef VIEWS_PANE_KPI_H
#define VIEWS_PANE_KPI_H

#include "core/base/text.h"
#include "core/metrics/breakdown.h"
#include "core/metrics/report.h"
#include "core/metrics/tree.h"
#include "core/metrics/whatif.h"
#include "core/store/note.h"
#include "tui/outline.h"
#include "views/console.h"
#include "views/format.h"
#include "views/job.h"

enum kpi_compare {
    COMPARE_LAST_WEEK,
    COMPARE_LAST_YEAR,
    COMPARE_TARGET,
    COMPARE_INDUSTRY,
    COMPARES
};

enum {
    KPI_CHANGES = 8,
    KPI_SENTENCES = 8,
    KPI_VIEWS = 16,
    KPI_FILTER = 128,
    KPI_WIDE = 104 /* columns for both halves */
};

/* Where the tree was looked at, to return to. */
struct kpi_view {
    int zoom, selected;
    long top;
    bool filtered;
};

struct kpi {
    struct console *console;
    struct tree *tree;
    struct error failure; /* why there is no tree or no report */
    struct snapshot *snapshot;

    date_week week; /* REPORT_LAST_WEEK until the first report */
    enum kpi_compare compare;
    struct report *report;
    struct note_list notes; /* of the weeks of the chart */
    struct job *reporting;
    int64_t asked_at, took; /* milliseconds */

    enum dimension dimension;
    struct breakdown *breakdown; /* NULL while it is being made */
    int breakdown_node;          /* for which it is */
    struct job *breaking, *saving;

    struct outline *outline;
    int zoom;                          /* node shown as the only root, −1 for all */
    struct kpi_view former[KPI_VIEWS]; /* where drilling came from, the last one last */
    size_t former_count;
    char filter[KPI_FILTER];
    bool second_page;

    struct whatif_change changes[KPI_CHANGES];
    size_t change_count;
    double *results; /* of the what-if, one per node; NULL without one */

    double *gaps; /* what each node's gap is worth in its root; see kpi_explained() */
    char *sentences[KPI_SENTENCES]; /* below the tree, the most important first */
    size_t sentence_count;

    struct area detail_area, chart_area;
};

/* The node that is selected, −1 while there is no report. */
int kpi_selected(const struct kpi *kpi);
const struct tree_node *kpi_node(const struct kpi *kpi, int node);
const struct report_node *kpi_figures(const struct kpi *kpi, int node);
const char *kpi_label(const struct kpi *kpi, int node);

/* Columns for the words at the left of what stands below the tree and the chart ("Why"). */
int kpi_margin(void);

/* Whether the comparison in use is with another week, rather than with values set for nodes. */
bool kpi_compares_weeks(const struct kpi *kpi);

/* The change of a node by the comparison in use; false when there is nothing to compare with. */
struct kpi_change {
    double relative, difference;
    int direction; /* −1, 0, 1 as it is shown */
};
bool kpi_change(const struct kpi *kpi, int node, struct kpi_change *change);

/* Good or bad for the shop, by the node's own direction. */
struct style kpi_change_style(const struct kpi *kpi, int node, int direction);

/* "▼ 6.4 %" and its style; text holds FORMAT_TEXT bytes. Young cohorts and missing values have
 * signs of their own. */
void kpi_change_text(const struct kpi *kpi, int node, char *text, struct style *style);

/* What a node explains of its root, in units of the root, by the comparison in use: of its change
 * between two weeks; or of its gap to target or industry, which is the root as it is less the root
 * if this node alone stood there. NaN for a root, a young cohort, and where there is no data. */
double kpi_explained(const struct kpi *kpi, int node);

/* The values of the week, one per node; the caller frees them. */
double *kpi_values(const struct kpi *kpi);

/* Works out gaps and sentences, after a new report and for another comparison; and frees them. */
void kpi_tell(struct kpi *kpi);
void kpi_forget_compare(struct kpi *kpi);

/* Asks for the report of the week and comparison, and for the breakdown of the selected node. */
void kpi_ask_report(struct kpi *kpi);
void kpi_ask_breakdown(struct kpi *kpi);

/* The left half: tree, why, target, notes. The right half: the selected node. */
void kpi_draw_tree(struct kpi *kpi, struct surface *surface, struct area area);
void kpi_draw_detail(struct kpi *kpi, struct surface *surface, struct area area);

/* Around the tree: the rows the foot would like, the foot, and the line above a what-if. */
int kpi_foot_rows(const struct kpi *kpi, struct area area);
void kpi_draw_foot(const struct kpi *kpi, struct surface *surface, struct area area);
void kpi_draw_what_if(const struct kpi *kpi, struct surface *surface, struct area *rest);

/* The outline over the report, made once; filled again after a report, a zoom or a filter. */
struct outline *kpi_outline_new(struct kpi *kpi);
void kpi_outline_fill(struct kpi *kpi);

/* What-if: sets a node to a value and computes all above it; refuses with a sentence. */
bool kpi_what_if(struct kpi *kpi, int node, double value, struct error *error);
void kpi_what_if_again(struct kpi *kpi); /* after a new report */
void kpi_what_if_clear(struct kpi *kpi);

/* The dimensions a node can be broken down by, in the order of the key. */
extern const enum dimension kpi_dimensions[];
extern const int kpi_dimension_count;

/* Commands that stand in files of their own; see struct command for their shape. */
bool kpi_run_what_if(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_what_if_none(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_solve(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_note(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_target(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_export(void *console, const char *arguments, char *why, size_t size);
bool kpi_run_copy(void *console, const char *arguments, char *why, size_t size);

/* In pane_kpi_commands.c. */
enum { KPI_COMMANDS = 20 };
extern const struct command kpi_commands[KPI_COMMANDS];

#endif
