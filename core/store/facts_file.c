#include "core/store/facts_file.h"

#include <string.h>

#include "core/base/text.h"

#define COLUMN(name, type, per)                                                                    \
    {                                                                                              \
        offsetof(struct facts_image, columns.name), sizeof(type), per                              \
    }
#define PRODUCTS(name, per)                                                                        \
    {                                                                                              \
        offsetof(struct facts_image, columns.name), FACTS_PRODUCT_SIZE, per                        \
    }

const struct facts_layout facts_layouts[] = {
    COLUMN(order_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(event_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(refund_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(customer_line_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(customer_id, int64_t, PER_CUSTOMER),
    COLUMN(customer_region, uint16_t, PER_CUSTOMER),
    COLUMN(customer_gender, uint8_t, PER_CUSTOMER),
    COLUMN(placed_at, uint32_t, PER_ORDER),
    COLUMN(placed_week, uint16_t, PER_ORDER),
    COLUMN(order_step, uint16_t, PER_ORDER_STEP),
    COLUMN(amount, uint32_t, PER_ORDER),
    COLUMN(order_channel, uint16_t, PER_ORDER),
    COLUMN(order_region, uint16_t, PER_ORDER),
    COLUMN(order_agent, uint16_t, PER_ORDER),
    COLUMN(order_coupon, uint16_t, PER_ORDER),
    COLUMN(line_begin, uint32_t, PER_ORDER_BEGIN),
    COLUMN(order_id, uint32_t, PER_ORDER),
    PRODUCTS(line_product, PER_LINE),
    COLUMN(line_bits, uint8_t, PER_LINE),
    COLUMN(line_amount, uint32_t, PER_LINE),
    COLUMN(line_when, uint16_t, PER_LINE),
    COLUMN(line_price, uint16_t, PER_LINE),
    COLUMN(product_category, uint16_t, PER_PRODUCT),
    COLUMN(product_brand, uint16_t, PER_PRODUCT),
    COLUMN(product_cost, uint32_t, PER_PRODUCT),
    COLUMN(product_id, int64_t, PER_PRODUCT),
    COLUMN(event_at, uint32_t, PER_EVENT),
    COLUMN(event_week, uint16_t, PER_EVENT),
    COLUMN(event_week_low, uint8_t, PER_EVENT),
    COLUMN(event_bits, uint8_t, PER_EVENT),
    COLUMN(event_category, uint8_t, PER_EVENT),
    COLUMN(event_channel, uint16_t, PER_EVENT),
    COLUMN(event_agent, uint16_t, PER_EVENT),
    PRODUCTS(event_product, PER_EVENT),
    COLUMN(event_value, uint32_t, PER_EVENT),
    COLUMN(refund_week, uint16_t, PER_REFUND),
    COLUMN(refund_weekday, uint8_t, PER_REFUND),
    COLUMN(refund_amount, uint32_t, PER_REFUND),
    COLUMN(refund_order, uint32_t, PER_REFUND),
    {offsetof(struct facts_image, large), sizeof(struct facts_large), PER_LARGE},
};
const int facts_layout_count = sizeof(facts_layouts) / sizeof(facts_layouts[0]);
_Static_assert(
    sizeof(facts_layouts) / sizeof(facts_layouts[0]) <= FACTS_SECTIONS, "header too small");
_Static_assert(sizeof(struct facts_header) <= FACTS_PAGE, "the header is one page");

static const char magic[8] = "zgfacts", bond_magic[8] = "zgevent";
static const uint32_t byte_order = 0x01020304;

static uint64_t mix(uint64_t left, uint64_t right)
{
    unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* Multiply-and-fold over four lanes (after wyhash, Wang Yi, public domain): as fast as memory. */
static const uint64_t key[4] = {
    0xa0761d6478bd642fU, 0xe7037ed1a0b428dbU, 0x8ebc6af09c88c6e3U, 0x589965cc75374cc3U};

void facts_sum_begin(struct facts_sum *sum, uint64_t length)
{
    *sum = (struct facts_sum){{length, key[0], key[1], key[2]}};
}

void facts_sum_add(struct facts_sum *sum, const char *bytes, size_t length)
{
    struct facts_sum mixed = *sum;
    size_t at = 0;
    for (; at + FACTS_BLOCK <= length; at += FACTS_BLOCK) {
#pragma GCC unroll 4 /* then the lanes stay in registers */
        for (size_t i = 0; i < 4; i++)
            mixed.lane[i] = mix(word_at(bytes + at + 16 * i) ^ key[i],
                word_at(bytes + at + 16 * i + 8) ^ mixed.lane[i]);
    }
    for (; at < length; at++)
        mixed.lane[0] = mix(mixed.lane[0] ^ (unsigned char)bytes[at], key[3]);
    *sum = mixed;
}

uint64_t facts_sum_end(const struct facts_sum *sum)
{
    return mix(sum->lane[0] ^ sum->lane[2], sum->lane[1] ^ sum->lane[3] ^ key[1]);
}

uint64_t facts_sum_of(const char *bytes, size_t length)
{
    struct facts_sum sum;
    facts_sum_begin(&sum, length);
    facts_sum_add(&sum, bytes, length);
    return facts_sum_end(&sum);
}

static uint64_t entries(const struct facts_header *header, enum facts_count count)
{
    switch (count) {
    case PER_CUSTOMER:
        return (uint64_t)header->customers + 1;
    case PER_CUSTOMER_BEGIN:
        return (uint64_t)header->customers + 2;
    case PER_ORDER:
    case PER_ORDER_STEP:
        return header->orders;
    case PER_ORDER_BEGIN:
        return (uint64_t)header->orders + 1;
    case PER_LINE:
        return header->lines;
    case PER_PRODUCT:
        return header->products;
    case PER_EVENT:
        return header->events;
    case PER_REFUND:
        return header->refunds;
    case PER_LARGE:
        return header->larges;
    }
    return 0;
}

size_t facts_entry_size(int layout, uint32_t products)
{
    if (facts_layouts[layout].size != FACTS_PRODUCT_SIZE)
        return facts_layouts[layout].size;
    return products <= FACTS_FEW_PRODUCTS ? sizeof(uint16_t) : sizeof(uint32_t);
}

enum facts_part facts_part_of(int layout)
{
    return facts_layouts[layout].count == PER_EVENT ? PART_EVENTS : PART_MAIN;
}

char *facts_part_path(const char *path, enum facts_part part)
{
    struct text text = {0};
    text_format(&text, "%s%s", path, part == PART_EVENTS ? "-events" : "");
    return text_take(&text);
}

void facts_file_lay_out(struct facts_header *header)
{
    for (int part = 0; part < FACTS_PARTS; part++)
        header->lengths[part] = FACTS_PAGE;
    for (int i = 0; i < facts_layout_count; i++) {
        struct facts_section *section = &header->sections[i];
        uint64_t *length = &header->lengths[facts_part_of(i)];
        section->offset = *length;
        section->length =
            entries(header, facts_layouts[i].count) * facts_entry_size(i, header->products);
        *length += (section->length + FACTS_PAGE - 1) / FACTS_PAGE * FACTS_PAGE;
    }
}

void facts_file_point(
    const struct facts_header *header, const struct facts_map *map, struct facts_image *image)
{
    image->columns.customers = header->customers;
    image->columns.orders = header->orders;
    image->columns.lines = header->lines;
    image->columns.events = header->events;
    image->columns.refunds = header->refunds;
    image->columns.products = header->products;
    image->larges = header->larges;
    for (int i = 0; i < facts_layout_count; i++) {
        const char *bytes = map->part[facts_part_of(i)].bytes;
        const void *column = bytes != NULL ? bytes + header->sections[i].offset : NULL;
        memcpy((char *)image + facts_layouts[i].member, &column, sizeof(column));
    }
}

void facts_file_sign(struct facts_header *header)
{
    memcpy(header->magic, magic, sizeof(magic));
    header->layout = FACTS_LAYOUT;
    header->byte_order = byte_order;
    header->checksum = facts_sum_of((const char *)header, offsetof(struct facts_header, checksum));
}

struct facts_bond facts_file_bond(const struct facts_header *header)
{
    struct facts_section sections[FACTS_SECTIONS];
    struct facts_bond bond = {.layout = FACTS_LAYOUT, .byte_order = byte_order};
    size_t count = 0;
    for (int i = 0; i < facts_layout_count; i++)
        if (facts_part_of(i) == PART_EVENTS)
            sections[count++] = header->sections[i];
    memcpy(bond.magic, bond_magic, sizeof(bond_magic));
    memcpy(bond.identity, header->identity, sizeof(bond.identity));
    bond.sections = facts_sum_of((const char *)sections, count * sizeof(*sections));
    return bond;
}

bool facts_header_good(
    const struct facts_header *header, size_t length, const char *identity, const char *zone)
{
    if (memcmp(header->magic, magic, sizeof(magic)) != 0 || header->layout != FACTS_LAYOUT ||
        header->byte_order != byte_order || header->lengths[PART_MAIN] != length ||
        header->checksum !=
            facts_sum_of((const char *)header, offsetof(struct facts_header, checksum)))
        return false;
    struct facts_header expected = *header;
    facts_file_lay_out(&expected);
    for (int i = 0; i < facts_layout_count; i++)
        if (expected.sections[i].offset != header->sections[i].offset ||
            expected.sections[i].length != header->sections[i].length)
            return false;
    for (int part = 0; part < FACTS_PARTS; part++)
        if (expected.lengths[part] != header->lengths[part])
            return false;
    return strncmp(header->identity, identity, FACTS_IDENTITY) == 0 &&
           strncmp(header->zone, zone, FACTS_ZONE) == 0;
}

bool facts_image_large(
    const struct facts_image *image, enum facts_large_kind kind, uint32_t row, int64_t *number)
{
    uint32_t low = 0, high = image->larges;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct facts_large *large = &image->large[middle];
        if (large->kind == (uint32_t)kind && large->row == row) {
            *number = large->number;
            return true;
        }
        if (large->kind < (uint32_t)kind || (large->kind == (uint32_t)kind && large->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

int64_t facts_image_order_id(const struct facts_image *image, uint32_t order)
{
    int64_t id = image->columns.order_id[order];
    if (id == FACTS_ID_LARGE)
        facts_image_large(image, LARGE_ID, order, &id);
    return id;
}
