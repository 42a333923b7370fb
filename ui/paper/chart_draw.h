/* SPDX-License-Identifier: EUPL-1.2 */
/* Drawing of a chart (ui/paper/chart.h); private to ui/. */
#pragma once

#include "ui/paper/chart.h"
#include "ui/paper/sheet.h"

/* Draws it into the rectangle. A chart without bars shows its title and axes. */
void chart_draw(struct sheet *sheet, const struct chart *chart, double x_mm, double y_mm, double w_mm, double h_mm);
