/* Texts that reach the interface through a table; tests/tools/phrases finds those inside say(). */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/metrics/dimension.h"
#include "core/metrics/measure.h"
#include "core/metrics/tree.h"
#include "tui/motion.h"

static void speak_english(void)
{
    phrase_use("en", NULL);
}

TestSuite(base_phrase, .fini = speak_english);

static void expect_chinese(const char *english)
{
    cr_expect(phrase_known("zh", english), "no Chinese for \"%s\"", english);
}

Test(base_phrase, measures_dimensions_and_movements_have_chinese)
{
    for (int i = 0; i < MEASURES; i++) {
        expect_chinese(measure_get((enum measure_id)i)->label);
        expect_chinese(measure_get((enum measure_id)i)->description);
    }
    for (int i = DIMENSION_NONE + 1; i < DIMENSIONS; i++)
        expect_chinese(dimension_label((enum dimension)i));
    for (int i = MOTION_NONE + 1; i < MOTION_COUNT; i++)
        expect_chinese(motion_help((enum motion)i));
}

static bool has_letters(const char *text)
{
    return strpbrk(text, "abcdefghijklmnopqrstuvwxyz") != NULL;
}

Test(base_phrase, the_tree_speaks_both_languages)
{
    struct error error;
    struct tree *tree = tree_load(&error);
    cr_assert(tree != NULL, "%s", error.text);
    cr_assert(phrase_use("zh", &error), "%s", error.text);
    for (size_t i = 0; i < tree->count; i++) {
        const struct tree_node *node = &tree->nodes[i];
        cr_expect(!has_letters(tree_text(&node->label)), "%s", node->id);
        cr_expect(!has_letters(tree_text(&node->owner)), "%s", node->id);
        for (size_t j = 0; j < node->question_count; j++)
            cr_expect(!has_letters(tree_text(&node->questions[j])), "%s", node->id);
    }
    tree_free(&tree);
}

Test(base_phrase, unknown_texts_stay_and_unknown_languages_are_refused)
{
    struct error error;
    cr_assert(phrase_use("zh", &error), "%s", error.text);
    cr_expect_str_eq(say("Sales"), "销售额");
    cr_expect_str_eq(say("a text nobody wrote"), "a text nobody wrote");
    cr_expect(!phrase_use("fr", &error));
    cr_expect_str_eq(phrase_language(), "zh");
    cr_expect_str_eq(error.text, "没有语言“fr”；可以用 en 和 zh");
}
