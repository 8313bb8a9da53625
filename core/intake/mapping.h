/*
 * mapping: how to read one sort of export, from a YAML file in config/import/.
 *
 *     title: Tmall order report 天猫订单报表
 *     kind: orders                # see field.h
 *     source: taobao              # numbers of orders are unique within it
 *     zone: Asia/Shanghai         # of the local times in the file
 *     currency: CNY
 *     encoding: auto              # or utf-8, gb18030, utf-16le, utf-16be
 *     delimiter: auto             # or one character, or tab
 *     header: 1                   # the line of the header; 0: none, columns by position
 *     columns:                    # field: its header, or a list of headers it may have
 *       number: [订单编号, 订单号]
 *     required: [number]          # beside those the kind cannot do without
 *     date: ymd                   # or dmy, mdy, unix, unix-ms; also a list, tried in turn
 *     money: {unit: major, decimal: "."}   # unit minor: fen, cents
 *     missing: ["-", "0000-00-00"]         # beside the empty cell
 *     states: {paid: […], unpaid: […], closed: […]}
 *     events: {pv: view, …}
 *     identity: member            # or visitor, email, phone: what customer holds
 *     region: china               # a Chinese address or province; default: as it stands
 *     channel: 天猫               # of all rows
 *     amount_is_net: true         # amount has the refund already taken off
 *     all_paid: true              # the file holds paid orders only
 *     repeats_order: true         # each line of an order repeats the order's columns
 *     covers: 0.5                 # the file is recognised by itself only when this share of its
 *                                 # columns is known here
 *     measures: {访客数: visitors, …}      # of benchmarks; other ids stand for themselves
 *     fields:                     # of customers: free attributes of the shop, name: header(s)
 *       shoe size: {header: [鞋码], kind: number}   # kind: text (the default), number, day
 *     rest: true                  # every other column is such an attribute of its header's name,
 *                                 # but for addresses, documents, bank accounts, passwords
 *
 * Header names, and words of states, are compared without blanks around them, in narrow characters,
 * ignoring case.
 */
#ifndef INTAKE_MAPPING_H
#define INTAKE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/yaml.h"
#include "core/intake/answer.h"
#include "core/intake/encoding.h"
#include "core/intake/field.h"
#include "core/intake/moment.h"
#include "core/store/writer.h"

enum { MAPPING_DATES = 5, MAPPING_NAME = 64 };

/* Strings of a YAML list, or of a single scalar. They belong to the mapping's tree. */
struct mapping_words {
    const char **words;
    size_t count;
};

struct mapping_column {
    struct mapping_words headers;
    size_t position; /* from 1 where the file has no header; 0: by header */
    bool used, required;
};

/* A free attribute. */
struct mapping_free {
    const char *name;
    struct mapping_column column;
    enum answer_kind kind;
};

struct mapping_event {
    const char *word;
    enum event_kind kind;
};

struct mapping {
    char name[MAPPING_NAME];
    const char *title, *source, *channel;
    const char *zone, *currency; /* NULL when the mapping does not tell */
    enum kind kind;
    bool encoding_forced;
    enum encoding encoding;
    char delimiter; /* '\0': guess */
    int64_t header; /* 0: none */
    struct mapping_column columns[FIELDS];
    enum moment_order dates[MAPPING_DATES];
    size_t date_count;
    bool money_is_minor;
    char decimal_mark;
    struct mapping_words missing, paid, unpaid, closed;
    struct mapping_event *events;
    size_t event_count;
    enum writer_identity identity;
    bool china_regions, amount_is_net, all_paid, repeats_order;
    struct mapping_free *frees;
    size_t free_count;
    bool rest;               /* all other columns are free attributes */
    uint64_t fingerprint[2]; /* of everything the file says */
    double covers;
    const struct yaml *measures; /* NULL: none */
    struct yaml *tree;
};

/* Loads a mapping of config/import by its name ("tmall-orders"), or a file by its path (with a
 * slash or ending in .yaml). NULL and an error that names file, line and column. */
struct mapping *mapping_load(const char *name, struct error *error);

/* Makes a mapping of a parsed tree, which it takes over in any case. */
struct mapping *mapping_from(const char *name, struct yaml *tree, struct error *error);

void mapping_free(struct mapping **mapping);

/* Whether the words hold this one. */
bool mapping_has(const struct mapping_words *words, const char *word);

/* Writes a header or state in the form in which they are compared; in place. */
char *mapping_plain_header(char *header);

#endif
