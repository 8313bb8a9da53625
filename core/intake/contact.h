/*
 * contact: names, e-mail addresses and phone numbers, brought into the one form in which they are
 * kept and compared, or refused. Everything that stores or compares one comes through here.
 *
 * All of it happens in place and never grows a string, which is trimmed UTF-8.
 */
#ifndef INTAKE_CONTACT_H
#define INTAKE_CONTACT_H

#include <stdbool.h>

/* An address of e-mail in small letters and narrow characters, taken out of "Ann <ann@…>" and
 * freed of "mailto:" and of a comma or full stop behind it. False when nobody can have it: no
 * name@domain, two @, blanks or brackets inside, dots at an end or side by side, a domain without
 * a top level of two letters, parts longer than RFC 5321 allows. */
bool contact_email(char *value);

enum contact_phone {
    CONTACT_NONE,     /* it is no number: too short or long, letters, stars, all digits the same */
    CONTACT_MOBILE,   /* of mainland China, 11 digits */
    CONTACT_VIRTUAL,  /* such a number with an extension: lent by the platform, it dies */
    CONTACT_LANDLINE, /* of mainland China, with its area code or without */
    CONTACT_ABROAD    /* + and the number with its country */
};

/* A phone number as its digits: 13800138000, 057187654321, +85251000000. Full-width digits, blanks,
 * dashes, brackets, the apostrophe of spreadsheets and +86, 0086 or 86 go; 00 becomes +; the
 * extension of a virtual number goes, for others have the same number with another; of two numbers
 * in one cell the first counts. */
enum contact_phone contact_phone(char *value);

/* A name without control characters, bidirectional controls and blanks of no width, with single
 * blanks between its parts. */
void contact_name(char *value);

/* Whether a text was damaged by being read in a wrong encoding: GBK taken for Latin-1 ("ÕÅÈý" was
 * 张三), UTF-8 taken for GBK ("寮犱笁"), or what is left when signs had no place ("锟斤拷",
 * U+FFFD). Sure about few names only: a text is not called damaged without reason. */
bool contact_is_garbled(const char *value);

#endif
