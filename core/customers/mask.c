#include "core/customers/mask.h"

#include <string.h>
#include <utf8proc.h>

#include "core/store/database.h"

enum {
    NAME_WORDS = 3,
    MEMBER_FRONT = 4,
    MEMBER_BACK = 2,
    MEMBER_SHORT = 6,
    MEMBER_SHORTEST = 3,
    PHONE_FRONT = 3,
    PHONE_BACK = 4,
    PHONE_SHORT = 9,
    PHONE_SHORT_BACK = 2,
    ADDRESS_FRONT = 6
};

/* Where the next character begins, as people see characters; the end stays the end. */
static const char *next_character(const char *at)
{
    utf8proc_int32_t before = 0, codepoint, state = 0;
    for (bool first = true; *at != '\0'; first = false) {
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &codepoint);
        if (length <= 0)
            return first ? at + 1 : at;
        if (!first && utf8proc_grapheme_break_stateful(before, codepoint, &state))
            return at;
        before = codepoint;
        at += length;
    }
    return at;
}

static size_t count_characters(const char *string)
{
    size_t count = 0;
    for (; *string != '\0'; string = next_character(string))
        count++;
    return count;
}

static const char *skip_characters(const char *string, size_t count)
{
    while (count-- > 0)
        string = next_character(string);
    return string;
}

static void append_part(struct text *text, const char *begin, const char *end)
{
    struct text part = {0};
    text_append_bytes(&part, begin, (size_t)(end - begin));
    text_append_clean(text, text_string(&part));
    text_free(&part);
}

static void append_ends(
    struct text *text, const char *value, size_t front, const char *hidden, size_t back)
{
    append_part(text, value, skip_characters(value, front));
    text_append(text, hidden);
    text_append_clean(text, skip_characters(value, count_characters(value) - back));
}

void mask_name(struct text *text, const char *name)
{
    for (int word = 0; *name != '\0' && word < NAME_WORDS; word++) {
        text_append(text, word > 0 ? " " : "");
        append_part(text, name, next_character(name));
        text_append(text, "●●");
        name += strcspn(name, " ");
        name += strspn(name, " ");
    }
}

void mask_member(struct text *text, const char *member)
{
    size_t count = count_characters(member);
    if (count > MEMBER_SHORT)
        append_ends(text, member, MEMBER_FRONT, "**", MEMBER_BACK);
    else if (count > 0)
        append_ends(text, member, 1, "**", count > MEMBER_SHORTEST);
}

void mask_phone(struct text *text, const char *phone)
{
    size_t count = count_characters(phone);
    if (count > PHONE_SHORT)
        append_ends(text, phone, PHONE_FRONT, "****", PHONE_BACK);
    else if (count > PHONE_SHORT_BACK)
        append_ends(text, phone, 0, "****", PHONE_SHORT_BACK);
    else if (count > 0)
        text_append(text, "****");
}

void mask_email(struct text *text, const char *email)
{
    const char *domain = strrchr(email, '@');
    if (*email == '\0')
        return;
    if (domain != email)
        append_part(text, email, next_character(email));
    text_append(text, "***");
    text_append_clean(text, domain != NULL ? domain : "");
}

void mask_address(struct text *text, const char *address)
{
    if (*address != '\0')
        append_ends(text, address, ADDRESS_FRONT, "●●", 0);
}

void mask_identity(struct text *text, const char *kind, const char *value)
{
    if (strcmp(kind, "phone") == 0)
        mask_phone(text, value);
    else if (strcmp(kind, "email") == 0)
        mask_email(text, value);
    else
        mask_member(text, value);
}

bool mask_log(struct database *database, const char *what, const char *whose, struct error *error)
{
    struct text detail = {0};
    text_format(&detail, "%s: %s", whose, what);
    bool good = database_audit(database, "unmasked", text_string(&detail), error);
    text_free(&detail);
    return good;
}
