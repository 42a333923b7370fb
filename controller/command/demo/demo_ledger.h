/* SPDX-License-Identifier: EUPL-1.2 */
/* The demonstration's ledger, when the box has ended. 0, or -1 after saying what was expected. */
#pragma once

#include "controller/command/demo/demo.h"

/* Exports it and verifies the export under the key that the office learnt with the enrolment. */
MUST_CHECK int demo_export(struct demo *demo);
/* Whether its entries tell of each consignment what the story told. */
MUST_CHECK int demo_compare(struct demo *demo);
