/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/daemon/cut.h"

#include "tests/support/cmocka.h"

const char *const cut_names[CUT_COUNT] = {
        [CUT_NOT_THERE] = "before loading",
        [CUT_LOADING_CLOSED] = "loading, door closed",
        [CUT_LOADING_OPEN] = "loading, door open",
        [CUT_STORED] = "stored, before release",
        [CUT_RELEASING_CLOSED] = "after release, door closed",
        [CUT_RELEASING_OPEN] = "after release, door open",
        [CUT_RELEASING_SHUT] = "after release, door shut by hand before the next start",
        [CUT_ISSUED_OPEN] = "after issued, door open",
        [CUT_ISSUED_CLOSED] = "after issued, door closed, not yet noted",
        [CUT_OVER] = "issued and over",
        [CUT_NOT_OPENED] = "set aside after a jam",
};

enum cut cut_of(const struct durable *found, bool open) {
        if (!found->there)
                return CUT_NOT_THERE;
        switch (found->consignment.state) {
        case CONSIGNMENT_LOADING:
                return open ? CUT_LOADING_OPEN : CUT_LOADING_CLOSED;
        case CONSIGNMENT_STORED:
                return CUT_STORED;
        case CONSIGNMENT_RELEASING:
                return open ? CUT_RELEASING_OPEN : CUT_RELEASING_CLOSED;
        case CONSIGNMENT_ISSUED:
                if (found->compartment.state != COMPARTMENT_OCCUPIED)
                        return CUT_OVER;
                return open ? CUT_ISSUED_OPEN : CUT_ISSUED_CLOSED;
        case CONSIGNMENT_QUARANTINED:
                return CUT_NOT_OPENED;
        case CONSIGNMENT_EXPIRED:
        case CONSIGNMENT_REMOVED:
                break;
        }
        fail_msg("a cut makes a consignment %s", consignment_state_name(found->consignment.state));
        return CUT_COUNT;
}

void cut_expect_prefix(const struct durable *old, const struct durable *new) {
        assert_true(old->count <= new->count);
        for (size_t i = 0; i < old->count; i++)
                assert_string_equal(old->lines[i], new->lines[i]);
}

/* The last refusal since the cut. */
static void expect_refused(const struct durable *before, const struct durable *after, const char *why) {
        size_t last = durable_find(after, before->count, ENTRY_REFUSED), next;

        assert_true(last != SIZE_MAX);
        while ((next = durable_find(after, last + 1, ENTRY_REFUSED)) != SIZE_MAX)
                last = next;
        assert_string_equal(after->entries[last].why, why);
}

static void expect_issued_once(const struct durable *after, enum how how) {
        size_t i = durable_find(after, 0, ENTRY_ISSUED);

        assert_int_equal(durable_count(after, 0, ENTRY_ISSUED), 1);
        assert_true(durable_find(after, 0, ENTRY_RELEASE) < i);
        assert_int_equal(after->entries[i].how, how);
        assert_int_equal(after->consignment.state, CONSIGNMENT_ISSUED);
}

/* A start begins with what the last run had only counted. */
static void expect_start(const struct durable *before, const struct durable *after) {
        size_t i = before->count;

        while (i < after->count && after->entries[i].event == ENTRY_GAVE_UP)
                i++;
        assert_true(i < after->count);
        assert_int_equal(after->entries[i].event, ENTRY_BOOT);
}

void cut_check_after(enum cut cut, const struct place *place, const struct durable *before, const struct durable *after) {
        bool unsure = durable_count(after, before->count, ENTRY_UNSURE) > 0;

        cut_expect_prefix(before, after);
        expect_start(before, after);
        assert_int_equal(unsure, cut == CUT_RELEASING_CLOSED || cut == CUT_RELEASING_SHUT);
        if (cut == CUT_LOADING_CLOSED || cut == CUT_LOADING_OPEN || cut == CUT_NOT_OPENED) {
                assert_int_equal(durable_count(after, 0, ENTRY_ISSUED), 0);
                assert_int_equal(after->consignment.state, CONSIGNMENT_QUARANTINED);
                assert_int_equal(after->compartment.state, COMPARTMENT_QUARANTINED);
                assert_memory_equal(after->compartment.cti, place->issued.cti, CTI_LEN);
                return;
        }
        expect_issued_once(after, cut == CUT_RELEASING_OPEN ? HOW_FOUND : HOW_SEEN);
        expect_refused(before, after, "already_issued");
}
