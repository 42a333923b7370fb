/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of `pickupbox box` share; private to controller/command/. */
#pragma once

/* command_box_wiring.c */
int box_run_wiring(int argc, char **argv);
/* command_box_scanner.c */
int box_run_scanner(int argc, char **argv);
/* command_box_restore.c */
int box_run_restore(int argc, char **argv);
/* command_box_backup.c */
int box_run_backup(int argc, char **argv);
/* command_box_incidents.c */
int box_run_incidents(int argc, char **argv);
