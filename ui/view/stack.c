/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/stack.h"

static int least_of(const struct stack_box *box) {
        return box->least > 0 && box->least < box->size ? box->least : box->size;
}

static int wanted(const struct stack_box *boxes, unsigned count) {
        int sum = 0;

        for (unsigned i = 0; i < count; i++)
                sum += boxes[i].dropped ? 0 : boxes[i].gap + boxes[i].size;
        return sum;
}

/* Takes `over` from what can be given, in proportion. Returns what is still over. */
static int take_gaps(struct stack_box *boxes, unsigned count, int over) {
        int all = 0, taken = 0;

        for (unsigned i = 0; i < count; i++)
                all += boxes[i].dropped ? 0 : boxes[i].gap * 3 / 4;
        for (unsigned i = 0; i < count && all > 0 && over > 0; i++) {
                int spare = boxes[i].dropped ? 0 : boxes[i].gap * 3 / 4;
                int part = over < all ? (spare * over + all - 1) / all : spare;

                boxes[i].gap -= part;
                taken += part;
        }
        return over - taken;
}

static int take_sizes(struct stack_box *boxes, unsigned count, int over) {
        int all = 0, taken = 0;

        for (unsigned i = 0; i < count; i++)
                all += boxes[i].dropped ? 0 : boxes[i].size - least_of(&boxes[i]);
        for (unsigned i = 0; i < count && all > 0 && over > 0; i++) {
                int spare = boxes[i].dropped ? 0 : boxes[i].size - least_of(&boxes[i]);
                int part = over < all ? (spare * over + all - 1) / all : spare;

                boxes[i].size -= part;
                taken += part;
        }
        return over - taken;
}

/* The box that goes first; count: none may. */
static unsigned first_to_go(const struct stack_box *boxes, unsigned count) {
        unsigned first = count;

        for (unsigned i = 0; i < count; i++) {
                if (!boxes[i].dropped && boxes[i].drop > 0 && (first == count || boxes[i].drop > boxes[first].drop))
                        first = i;
        }
        return first;
}

static void give(struct stack_box *boxes, unsigned count, int left) {
        unsigned shares = 0;

        for (unsigned i = 0; i < count; i++)
                shares += boxes[i].dropped ? 0 : boxes[i].grow;
        for (unsigned i = 0; i < count && shares > 0; i++) {
                if (!boxes[i].dropped)
                        boxes[i].size += left * (int)boxes[i].grow / (int)shares;
        }
}

int stack_place(struct stack_box *boxes, unsigned count, int from, int room) {
        int over = wanted(boxes, count) - room;

        if (over > 0)
                over = take_gaps(boxes, count, over);
        if (over > 0)
                over = take_sizes(boxes, count, over);
        while (over > 0) {
                unsigned gone = first_to_go(boxes, count);

                if (gone == count)
                        break;
                over -= boxes[gone].gap + boxes[gone].size;
                boxes[gone].dropped = true;
                boxes[gone].size = 0;
        }
        if (over < 0)
                give(boxes, count, room - wanted(boxes, count));
        for (unsigned i = 0; i < count; i++) {
                from += boxes[i].dropped ? 0 : boxes[i].gap;
                boxes[i].at = from;
                from += boxes[i].size;
        }
        return from;
}
