#include "core/store/facts_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/facts_build.h"

#define COLUMN(name, type, per)                                                                    \
    {                                                                                              \
        offsetof(struct facts_image, columns.name), sizeof(type), per                              \
    }

const struct facts_layout facts_layouts[] = {
    COLUMN(order_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(event_begin, uint32_t, PER_CUSTOMER_BEGIN),
    COLUMN(refund_begin, uint32_t, PER_CUSTOMER_BEGIN),
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
    COLUMN(line_product, uint32_t, PER_LINE),
    COLUMN(line_bits, uint8_t, PER_LINE),
    COLUMN(line_amount, uint32_t, PER_LINE),
    COLUMN(product_category, uint16_t, PER_PRODUCT),
    COLUMN(product_brand, uint16_t, PER_PRODUCT),
    COLUMN(product_cost, uint32_t, PER_PRODUCT),
    COLUMN(product_id, int64_t, PER_PRODUCT),
    COLUMN(event_at, uint32_t, PER_EVENT),
    COLUMN(event_week, uint16_t, PER_EVENT),
    COLUMN(event_weekday, uint8_t, PER_EVENT),
    COLUMN(event_kind, uint8_t, PER_EVENT),
    COLUMN(event_channel, uint16_t, PER_EVENT),
    COLUMN(event_agent, uint16_t, PER_EVENT),
    COLUMN(event_product, uint32_t, PER_EVENT),
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

static const char magic[8] = "zgfacts";
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
    for (; at + FACTS_BLOCK <= length; at += FACTS_BLOCK)
        for (size_t i = 0; i < 4; i++)
            mixed.lane[i] = mix(word_at(bytes + at + 16 * i) ^ key[i],
                word_at(bytes + at + 16 * i + 8) ^ mixed.lane[i]);
    for (; at < length; at++)
        mixed.lane[0] = mix(mixed.lane[0] ^ (unsigned char)bytes[at], key[3]);
    *sum = mixed;
}

uint64_t facts_sum_end(const struct facts_sum *sum)
{
    return mix(sum->lane[0] ^ sum->lane[2], sum->lane[1] ^ sum->lane[3] ^ key[1]);
}

static uint64_t checksum(const char *bytes, size_t length)
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

void facts_file_lay_out(struct facts_header *header)
{
    uint64_t offset = FACTS_PAGE;
    for (int i = 0; i < facts_layout_count; i++) {
        struct facts_section *section = &header->sections[i];
        section->offset = offset;
        section->length = entries(header, facts_layouts[i].count) * facts_layouts[i].size;
        offset += (section->length + FACTS_PAGE - 1) / FACTS_PAGE * FACTS_PAGE;
    }
    header->length = offset;
}

void facts_file_point(const struct facts_header *header, char *bytes, struct facts_image *image)
{
    image->columns.customers = header->customers;
    image->columns.orders = header->orders;
    image->columns.lines = header->lines;
    image->columns.events = header->events;
    image->columns.refunds = header->refunds;
    image->columns.products = header->products;
    image->larges = header->larges;
    for (int i = 0; i < facts_layout_count; i++) {
        const void *column = bytes + header->sections[i].offset;
        memcpy((char *)image + facts_layouts[i].member, &column, sizeof(column));
    }
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

/* The checksums of the sections, by two threads: the even ones and the odd ones. */
struct summing {
    const struct facts_header *header;
    const char *bytes;
    uint64_t sums[FACTS_SECTIONS];
};

static void sum_sections(struct summing *summing, int first)
{
    for (int i = first; i < facts_layout_count; i += 2) {
        const struct facts_section *section = &summing->header->sections[i];
        summing->sums[i] = checksum(summing->bytes + section->offset, section->length);
    }
}

static void sum_even(void *summing)
{
    sum_sections(summing, 0);
}

static void sum_odd(void *summing)
{
    sum_sections(summing, 1);
}

void facts_file_sign(struct facts_header *header)
{
    memcpy(header->magic, magic, sizeof(magic));
    header->layout = FACTS_LAYOUT;
    header->byte_order = byte_order;
    header->checksum = checksum((const char *)header, offsetof(struct facts_header, checksum));
}

static bool sections_good(const struct facts_header *header, const char *bytes)
{
    struct summing summing = {.header = header, .bytes = bytes};
    facts_both(sum_even, sum_odd, &summing);
    for (int i = 0; i < facts_layout_count; i++)
        if (header->sections[i].checksum != summing.sums[i])
            return false;
    return true;
}

/* The header must be ours, whole, and describe exactly the layout that its counts give. */
static bool header_good(
    const struct facts_header *header, size_t length, const char *identity, const char *zone)
{
    if (memcmp(header->magic, magic, sizeof(magic)) != 0 || header->layout != FACTS_LAYOUT ||
        header->byte_order != byte_order || header->length != length ||
        header->checksum != checksum((const char *)header, offsetof(struct facts_header, checksum)))
        return false;
    struct facts_header expected = *header;
    facts_file_lay_out(&expected);
    for (int i = 0; i < facts_layout_count; i++)
        if (expected.sections[i].offset != header->sections[i].offset ||
            expected.sections[i].length != header->sections[i].length)
            return false;
    return expected.length == length && strncmp(header->identity, identity, FACTS_IDENTITY) == 0 &&
           strncmp(header->zone, zone, FACTS_ZONE) == 0;
}

/* The checksums cannot tell whether who wrote the file wrote sense; these are what a reader indexes
 * by without looking. */
static bool runs_good(const struct facts_columns *columns)
{
    uint32_t customers = columns->customers;
    if (columns->order_begin[customers + 1] != columns->orders ||
        columns->event_begin[customers + 1] != columns->events ||
        columns->refund_begin[customers + 1] != columns->refunds ||
        columns->line_begin[columns->orders] != columns->lines)
        return false;
    return columns->order_begin[0] == 0 && columns->event_begin[0] == 0 &&
           columns->refund_begin[0] == 0 && columns->line_begin[0] == 0;
}

static bool verify(const struct facts_map *map, const char *identity, const char *zone)
{
    const struct facts_header *header = (const struct facts_header *)(const void *)map->bytes;
    if (!header_good(header, map->length, identity, zone) || !sections_good(header, map->bytes))
        return false;
    struct facts_image image;
    facts_file_point(header, map->bytes, &image);
    return runs_good(&image.columns);
}

bool facts_file_map(const char *path, const char *identity, const char *zone, struct facts_map *map)
{
    *map = (struct facts_map){0};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return false;
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= FACTS_PAGE) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
        if (bytes != MAP_FAILED)
            *map = (struct facts_map){.bytes = bytes, .length = (size_t)status.st_size};
    }
    close(file);
    if (map->bytes == NULL)
        return false;
    if (verify(map, identity, zone))
        return true;
    facts_file_unmap(map);
    return false;
}

void facts_file_unmap(struct facts_map *map)
{
    if (map->bytes != NULL)
        munmap(map->bytes, map->length);
    *map = (struct facts_map){0};
}
