/* Who starts what: the parts of the observer `start`. start.c picks the reader by path, start_script.c reads shell
 * scripts, start_table.c the files that are no scripts (inittab, units, cron ...). Serves 5.6-1, 5.6-5. */
#ifndef HF_ASSESS_OBSERVE_START_H
#define HF_ASSESS_OBSERVE_START_H

#include "assess/observe/observer.h"

struct start_place {
	const char *system; /* START_SYSTEM */
	const char *when;   /* START_WHEN of commands that run when the file is started; NULL: when the file is run */
};

/* A shell script; nothing but commands that start daemons, other scripts or updaters. */
void start_script(const struct file_view *f, const struct start_place *place, struct fact_sink *out);
/* The words of one command line, wrappers (nohup, start-stop-daemon, busybox ...) taken off: false where nothing is
 * started. Shared with files that hold single command lines. */
struct start_program {
	struct bytes program; /* as it stands, with its path */
	struct bytes user;
};
bool start_program_of(const struct bytes *words, size_t count, struct start_program *ret);

void start_inittab(const struct file_view *f, struct fact_sink *out);
void start_unit(const struct file_view *f, struct fact_sink *out);
void start_inetd(const struct file_view *f, struct fact_sink *out);
void start_xinetd(const struct file_view *f, struct fact_sink *out);
void start_cron(const struct file_view *f, struct fact_sink *out);
void start_upstart(const struct file_view *f, struct fact_sink *out);
void start_udev(const struct file_view *f, struct fact_sink *out);
void start_android(const struct file_view *f, struct fact_sink *out);

/* One START fact resting on `text`, a part of f->data. */
struct start_row {
	struct bytes command, user, condition, unit;
	struct bytes program; /* path allowed; empty: first word of command */
	const char *when, *system, *enabled;
	uint32_t line;
};
void start_fact(const struct file_view *f, const struct start_row *row, struct bytes text, struct fact_sink *out);

#endif
