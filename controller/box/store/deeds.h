/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a deed does within its transaction: looks, refuses or changes. Only 0 is
 * committed; any other result is rolled back and handed on. The members that its
 * row in deed.c needs are there, and the outcome is empty.
 */
#pragma once

#include "controller/box/store/deed.h"

typedef int deed_fn(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);

/* store_answers.c */
deed_fn deed_judge, deed_judge_unknown, deed_shorten_locks;
/* store_handover.c */
deed_fn deed_release, deed_issued, deed_reopen, deed_closed, deed_old_returned, deed_old_missing, deed_open_failed, deed_unsure, deed_service_open,
        deed_removed, deed_kept;
/* store_consignments.c */
deed_fn deed_load_begin, deed_loaded, deed_load_cancelled, deed_reissued, deed_expire;
/* store_compartments.c */
deed_fn deed_quarantined, deed_coil_lost, deed_returned_to_service, deed_stands_open, deed_stands_shut;
/* store_refusals.c */
deed_fn deed_refused, deed_flush_refused;
/* store_counts.c */
deed_fn deed_keep_count, deed_tell_counts;
/* store_staff.c */
deed_fn deed_staff_answer, deed_set_staff_pin, deed_unlock_staff, deed_give_staff_pin;
/* store_adopt.c */
deed_fn deed_adopt;
/* store_revocations.c */
deed_fn deed_revoke;
/* store_ledger.c */
deed_fn deed_entry, deed_confirm_time, deed_clock_doubted, deed_clock_believed, deed_set_checkpoint, deed_audited;
/* store_rotation.c */
deed_fn deed_rotate;
/* store_continue.c */
deed_fn deed_continue;
/* store_archive.c */
deed_fn deed_archive, deed_forget_archived;
