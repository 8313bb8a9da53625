/*
 * mask: personal data as it may be shown to everybody who looks at the screen.
 *
 * Enough stays to recognise a person who is known, too little to reach one who is not. What is
 * hidden never tells its length. Characters as people see them (with their accents and joiners) are
 * never cut; what would be dangerous for a terminal is made visible. A text that is empty stays so.
 *
 * Whatever shows personal data unmasked calls mask_log() first, and does not show it when that
 * fails.
 */
#ifndef CUSTOMERS_MASK_H
#define CUSTOMERS_MASK_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/text.h"

struct database;

/* The first character of a Chinese name and of each of the first three words of others:
 * "陈●●", "M●● S●●". */
void mask_name(struct text *text, const char *name);

/* A member name or visitor: four characters, two at the end: "tb88**31". Of six characters and less
 * one at either end, of three and less only the first. */
void mask_member(struct text *text, const char *member);

/* The first three and the last four digits: "138****8000", "+85****0000"; of nine digits and less
 * only the last two: "****21". */
void mask_phone(struct text *text, const char *phone);

/* The first character and the domain: "c***@example.com". */
void mask_email(struct text *text, const char *email);

/* The first six characters, the region as a rule: "浙江省杭州市●●". */
void mask_address(struct text *text, const char *address);

/* By the kind of an identity: member, email, phone, visitor. */
void mask_identity(struct text *text, const char *kind, const char *value);

/* Writes into the audit that somebody saw personal data: what ("name, phone") and whose
 * ("customer 17", "1,213 customers of segment \"dress\""). Who and when the audit knows. */
bool mask_log(struct database *database, const char *what, const char *whose, struct error *error);

#endif
