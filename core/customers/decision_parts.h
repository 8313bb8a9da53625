/* decision_parts: the questions a tree may ask, and a sample prepared for asking them quickly.
 * Inside of decision. */
#ifndef CUSTOMERS_DECISION_PARTS_H
#define CUSTOMERS_DECISION_PARTS_H

#include "core/customers/decision.h"

/* Bins of a feature: 0 for unknown; of a number 1 below the first cut, 2 from it on, …; of a choice
 * one for each of the commonest codes, and one for the others. */
enum { DECISION_BINS = 64, DECISION_CUTS = DECISION_BINS - 2 };

struct decision_question {
    bool choice;
    bool unknown;                 /* of somebody in either set */
    size_t count;                 /* of cuts or codes */
    double places[DECISION_CUTS]; /* cuts, or codes; rising */
};

struct decision_sample {
    struct decision_question questions[FEATURES_LIMIT];
    size_t features;
    size_t count, inside; /* rows; the first `inside` are of the set */
    uint8_t *bins;        /* count × features */
    double weight[2];     /* of a row outside, and inside: both sets weigh 1 together, half each */
};

/* Takes at most DECISION_SAMPLE of each set, evenly chosen, and puts their values into bins. False
 * when cancelled. */
enum { DECISION_SAMPLE = 30000 };
bool decision_sample_take(struct decision_sample *sample, const struct features *features,
    const struct members *set, const struct members *other, struct progress *progress);
void decision_sample_free(struct decision_sample *sample);

static inline const uint8_t *decision_sample_row(const struct decision_sample *sample, size_t row)
{
    return sample->bins + row * sample->features;
}

/* --- the tree -------------------------------------------------------------------------------- */

enum { DECISION_NODES = 2 * DECISION_LEAVES - 1 };

struct decision_node {
    struct decision_condition condition; /* what leads here from its parent */
    size_t parent;                       /* its own number at the root */
    size_t yes, no;                      /* 0 for a leaf */
    size_t depth;
    size_t begin, end;      /* rows of the order */
    double inside, outside; /* weights */
};

struct decision_tree {
    const struct decision_options *options;
    struct decision_sample sample;
    uint32_t *order; /* rows of the sample, those of a node together */
    struct decision_node nodes[DECISION_NODES];
    size_t count;
};

/* Asks until no question is worth it, and takes back those whose answers say much the same. The
 * tree has its sample, and the order of all rows. False when cancelled. */
bool decision_tree_grow(struct decision_tree *tree, struct progress *progress);

#endif
