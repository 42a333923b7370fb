/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking into an office's store (office_store.h). */
#include "controller/office/office_store.h"
#include "controller/office/store_fault.h"

/* What became of it, but for REGISTRY_ABSENT. */
static int conclude(const struct office *office, int r, const struct registry_fault *fault, struct problems *problems) {
        return r == 0 || r == REGISTRY_ABSENT ? 0 : store_fault_tell(r, fault, office->database, office->anchor, problems);
}

int office_store_load(const struct office *office, struct problems *problems) {
        struct registry_fault fault;

        return conclude(office, registry_load(office->registry, &fault), &fault, problems);
}

int office_look_up(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, bool *ret_there,
                   struct issuance *ret_issuance) {
        struct registry_fault fault;
        int r = registry_find(office->registry, cti, &fault, ret_issuance);

        *ret_there = r == 0;
        return conclude(office, r, &fault, problems);
}

int office_look_up_issued(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, struct issuance *ret_issuance) {
        bool there;
        int r = office_look_up(office, cti, problems, &there, ret_issuance);

        return r == 0 && !there ? problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL) : r;
}

int office_look_up_all(const struct office *office, struct issuance *all, size_t count, struct problems *problems) {
        struct registry_fault fault;

        return conclude(office, registry_find_all(office->registry, all, count, &fault), &fault, problems);
}

int office_look_up_box(const struct office *office, const char *box, struct problems *problems, bool *ret_there, struct registry_box *ret_seen) {
        struct registry_fault fault;
        int r = registry_find_box(office->registry, box, &fault, ret_seen);

        *ret_there = r == 0;
        return conclude(office, r, &fault, problems);
}

int office_look_up_number(const struct office *office, const uint8_t reference_tag[TAG_LEN], struct problems *problems, bool *ret_there,
                          struct issuance *ret_issuance) {
        struct registry_fault fault;
        int r = registry_find_number(office->registry, reference_tag, &fault, ret_issuance);

        *ret_there = r == 0;
        return conclude(office, r, &fault, problems);
}

int office_look_up_prefix(const struct office *office, const uint8_t *cti, unsigned half_bytes, struct problems *problems,
                          struct issuance **ret_found, size_t *ret_count) {
        struct registry_fault fault;

        return conclude(office, registry_find_prefix(office->registry, cti, half_bytes, &fault, ret_found, ret_count), &fault, problems);
}

int office_look_up_blind(const struct office *office, enum blind_column column, const uint8_t blind[BLIND_LEN], struct problems *problems,
                         struct issuance **ret_found, size_t *ret_count) {
        struct registry_fault fault;

        return conclude(office, registry_find_blind(office->registry, column, blind, &fault, ret_found, ret_count), &fault, problems);
}

int office_store_accesses(const struct office *office, registry_access_fn *hear, void *context, struct problems *problems) {
        struct registry_fault fault;

        return conclude(office, registry_accesses(office->registry, &fault, hear, context), &fault, problems);
}
