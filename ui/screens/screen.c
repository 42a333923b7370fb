/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/screen.h"

#include <errno.h>
#include <string.h>

#include "ui/screens/screens.h"

static const struct screen_type {
        const char *name;
        enum screen_kind kind;
        void (*build)(struct build *build);
        void (*build_for_staff)(struct build *build); /* NULL: as for all */
} types[SCREEN_COUNT] = {
#define TYPE(member, name, kind, staff, guide) [SCREEN_##member] = { #name, SCREEN_KIND_##kind, screen_##name, staff },
        SCREEN_LIST(TYPE)
#undef TYPE
};

const char *screen_name(enum screen_id id) {
        return (unsigned)id < SCREEN_COUNT ? types[id].name : "none";
}

enum screen_id screen_from_name(const char *name) {
        unsigned id = 0;

        while (id < SCREEN_COUNT && strcmp(types[id].name, name) != 0)
                id++;
        return (enum screen_id)id;
}

enum screen_kind screen_kind(enum screen_id id) {
        return (unsigned)id < SCREEN_COUNT ? types[id].kind : SCREEN_KIND_PLAIN;
}

int screen_view(struct ui *ui, const struct screen *screen, struct view **ret_view) {
        const struct screen_type *type;

        if ((unsigned)screen->id >= SCREEN_COUNT)
                return -ENOSYS;
        type = &types[screen->id];
        return view_new(ui, &(struct view_order){
                .screen = screen, .look = &screen->look, .pressed = screen->pressed, .focus = screen->focus,
                .build = screen->staff && type->build_for_staff ? type->build_for_staff : type->build,
        }, ret_view);
}
