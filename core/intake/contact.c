#include "core/intake/contact.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "core/intake/clean.h"

enum { EMAIL_LENGTH = 254, LOCAL_LENGTH = 64, LABEL_LENGTH = 63 }; /* RFC 5321, RFC 1035 */
enum { PHONE_LEAST = 7, PHONE_MOST = 15, MOBILE_DIGITS = 11, EXTENSION_MOST = 6 };

/* --- e-mail ---------------------------------------------------------------------------------- */

/* Takes off what stands around an address; it then begins where the value does. */
static void unwrap_email(char *value)
{
    char *begin = value, *bracket = strrchr(value, '<');
    if (bracket != NULL && bracket[1] != '\0' && value[strlen(value) - 1] == '>') {
        begin = bracket + 1;
        value[strlen(value) - 1] = '\0';
    }
    if (strncasecmp(begin, "mailto:", 7) == 0)
        begin += 7;
    begin = string_trim(begin);
    size_t length = strlen(begin);
    while (length > 0 && strchr(",;.", begin[length - 1]) != NULL)
        length--;
    memmove(value, begin, length);
    value[length] = '\0';
}

static bool is_local(const char *begin, const char *end)
{
    if (end == begin || end - begin > LOCAL_LENGTH || *begin == '.' || end[-1] == '.')
        return false;
    for (const char *at = begin; at < end; at++)
        if ((unsigned char)*at <= ' ' || strchr("\x7F*,:;<>\"()[]\\", *at) != NULL ||
            (*at == '.' && at[1] == '.'))
            return false;
    return true;
}

/* Letters, digits, dashes and anything of other alphabets between dots; the last part is of two
 * letters or more. */
static bool is_domain(const char *domain)
{
    size_t parts = 0, length = 0;
    bool letters = false;
    for (const char *label = domain;; label += length + 1) {
        length = strcspn(label, ".");
        if (length == 0 || length > LABEL_LENGTH || label[0] == '-' || label[length - 1] == '-')
            return false;
        letters = true;
        for (size_t i = 0; i < length; i++) {
            unsigned char byte = (unsigned char)label[i];
            if (byte < 0x80 && !isalnum(byte) && byte != '-')
                return false;
            letters &= byte >= 0x80 || isalpha(byte);
        }
        parts++;
        if (label[length] == '\0')
            return parts >= 2 && length >= 2 && (letters || strncmp(label, "xn--", 4) == 0);
    }
}

bool contact_email(char *value)
{
    string_narrow(value);
    unwrap_email(value);
    char *at = strchr(value, '@');
    if (at == NULL || strlen(value) > EMAIL_LENGTH)
        return false;
    for (char *character = value; *character != '\0'; character++)
        *character = (char)tolower((unsigned char)*character);
    return is_local(value, at) && is_domain(at + 1);
}

/* --- phones ---------------------------------------------------------------------------------- */

/* 1 and 3–9. The numbers of made-up people begin with 100, which nobody real can have. */
static bool is_mobile(const char *digits, size_t length)
{
    return length == MOBILE_DIGITS && digits[0] == '1' &&
           ((digits[1] >= '3' && digits[1] <= '9') || strncmp(digits, "100", 3) == 0);
}

/* The length of the country 86 in front of a mainland number. */
static size_t prefix_length(const char *number, size_t length)
{
    static const char *const prefixes[] = {"+86", "0086", "+0086", "86"};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        size_t prefix = strlen(prefixes[i]);
        if (length >= prefix && strncmp(number, prefixes[i], prefix) == 0 &&
            (i < 3 || is_mobile(number + prefix, length - prefix)))
            return prefix;
    }
    return 0;
}

/* Whether an extension stands here: its sign, and one to six digits to the end. */
static bool is_extension(const char *at, bool signed_only)
{
    static const char *const signs[] = {"转", "分机", "ext.", "ext", "x", "#", ",", "-", " "};
    enum { SIGNS = sizeof(signs) / sizeof(signs[0]), PLAIN = 3 };
    for (size_t i = 0; i < SIGNS - (signed_only ? PLAIN - 1 : 0); i++) {
        size_t length = strlen(signs[i]);
        if (strncasecmp(at, signs[i], length) != 0)
            continue;
        at += length;
        at += strspn(at, " ");
        size_t digits = strspn(at, "0123456789");
        return digits > 0 && digits <= EXTENSION_MOST && at[digits] == '\0';
    }
    return false;
}

static bool all_same(const char *digits)
{
    return strspn(digits, (char[]){digits[0], '\0'}) == strlen(digits);
}

/* Digits and perhaps a + at the front; into the form in which it is kept. */
static enum contact_phone settle(char *value, bool extended)
{
    size_t length = strlen(value), prefix = prefix_length(value, length);
    const char *rest = value + prefix;
    size_t digits = length - prefix;
    if (is_mobile(rest, digits)) {
        memmove(value, rest, digits + 1);
        return extended ? CONTACT_VIRTUAL : CONTACT_MOBILE;
    }
    if (prefix > 2) { /* a landline with its country: the area code gets its 0 back */
        while (*rest == '0')
            rest++;
        digits = strlen(rest);
        value[0] = '0';
        memmove(value + 1, rest, digits + 1);
        return digits >= 9 && digits < MOBILE_DIGITS + 1 && !all_same(rest) ? CONTACT_LANDLINE
                                                                            : CONTACT_NONE;
    }
    if (string_starts(value, "00")) {
        value[0] = '+';
        memmove(value + 1, value + 2, length - 1);
        length--;
    }
    bool abroad = value[0] == '+';
    digits = length - abroad;
    if (digits < PHONE_LEAST || digits > PHONE_MOST || all_same(value + abroad))
        return CONTACT_NONE;
    return abroad ? CONTACT_ABROAD : CONTACT_LANDLINE;
}

enum contact_phone contact_phone(char *value)
{
    char *in = clean_id(value), *out = value;
    in += strspn(in, "(");
    if (*in == '+')
        *out++ = *in++;
    bool extended = false;
    while (*in != '\0' && !extended) {
        size_t length = (size_t)(out - value);
        size_t prefix = prefix_length(value, length);
        if (isdigit((unsigned char)*in)) {
            *out++ = *in++;
            continue;
        }
        bool whole = is_mobile(value + prefix, length - prefix);
        extended = (whole || length >= PHONE_LEAST) && is_extension(in, !whole);
        if (!extended && length >= PHONE_LEAST && (*in == '/' || string_starts(in, "、")))
            break;
        if (!extended && strchr(" -().", *in) == NULL)
            return CONTACT_NONE;
        in++;
    }
    *out = '\0';
    return settle(value, extended);
}
