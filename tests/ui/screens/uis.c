/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/screens/uis.h"

struct ui *uis_portrait, *uis_landscape;

int uis_open(void **state) {
        return ui_new(&sample_portrait, NULL, &uis_portrait) < 0 || ui_new(&sample_landscape, NULL, &uis_landscape) < 0 ? -1 : 0;
}

int uis_close(void **state) {
        ui_free(uis_portrait);
        ui_free(uis_landscape);
        return 0;
}
