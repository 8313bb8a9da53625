/* What libraries keep until the program ends and is no leak of ours; linked into the address
 * sanitizer's variant only. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libtinfo\nleak:libncursesw\nleak:libcriterion\n";
}
