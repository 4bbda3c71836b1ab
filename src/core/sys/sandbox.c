#include "core/sys/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Debian 12's <linux/landlock.h> stops at ABI 2; the layout is kernel ABI and does not change. */
struct landlock_ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};
struct landlock_beneath {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

enum {
	LL_CREATE_RULESET = 444,
	LL_ADD_RULE = 445,
	LL_RESTRICT_SELF = 446,
	LL_VERSION_FLAG = 1,
	LL_RULE_BENEATH = 1,
};
static const uint64_t ll_fs_v1 = (UINT64_C(1) << 13) - 1;            /* execute .. make_sym */
static const uint64_t ll_refer = UINT64_C(1) << 13;                  /* ABI 2 */
static const uint64_t ll_truncate = UINT64_C(1) << 14;               /* ABI 3 */
static const uint64_t ll_ioctl = UINT64_C(1) << 15;                  /* ABI 5 */
static const uint64_t ll_read = UINT64_C(1) << 2 | UINT64_C(1) << 3; /* read_file, read_dir */

static bool landlock_enter(enum sandbox_kind kind, int dirfd, struct error *e)
{
	long abi = syscall(LL_CREATE_RULESET, NULL, 0, LL_VERSION_FLAG);
	struct landlock_ruleset rules = {.handled_access_fs = ll_fs_v1};
	size_t len = offsetof(struct landlock_ruleset, handled_access_net);
	int fd;

	if (abi < 1)
		return error_errno(e, "sandbox: this kernel has no Landlock");
	if (abi >= 2)
		rules.handled_access_fs |= ll_refer;
	if (abi >= 3)
		rules.handled_access_fs |= ll_truncate;
	if (abi >= 5)
		rules.handled_access_fs |= ll_ioctl;
	if (abi >= 4) {
		rules.handled_access_net = 3; /* bind and connect TCP */
		len = offsetof(struct landlock_ruleset, scoped);
	}
	if (abi >= 6) {
		rules.scoped = 3; /* abstract sockets, signals */
		len = sizeof rules;
	}
	fd = (int)syscall(LL_CREATE_RULESET, &rules, len, 0);
	if (fd < 0)
		return error_errno(e, "sandbox: Landlock rule set");
	if (kind == SANDBOX_READ_DIRECTORY) {
		struct landlock_beneath rule = {.allowed_access = ll_read, .parent_fd = dirfd};

		if (syscall(LL_ADD_RULE, fd, LL_RULE_BENEATH, &rule, 0)) {
			close(fd);
			return error_errno(e, "sandbox: Landlock rule");
		}
	}
	if (syscall(LL_RESTRICT_SELF, fd, 0)) {
		close(fd);
		return error_errno(e, "sandbox: Landlock");
	}
	close(fd);
	return true;
}

/* What computing on open descriptors needs: memory, threads that exist already, time, the result pipe. */
static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(munmap),
	SCMP_SYS(madvise),
	SCMP_SYS(mremap),
	SCMP_SYS(brk),
	SCMP_SYS(futex),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(getrandom),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(tgkill),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(membarrier),
	/* where a thread's signals run: no power over anything else, and a sanitizer's threads ask for it */
	SCMP_SYS(sigaltstack),
};
/* Threads are started after the sandbox is entered, so that none ever runs outside it. */
static const int allowed_threads[] = {SCMP_SYS(clone3), SCMP_SYS(clone)};
static const int allowed_directory[] = {SCMP_SYS(openat),     SCMP_SYS(newfstatat), SCMP_SYS(getdents64),
					SCMP_SYS(readlinkat), SCMP_SYS(fcntl),      SCMP_SYS(statx)};

static int allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);

		if (rc)
			return rc;
	}
	return 0;
}

static int fill_filter(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	int rc = allow(filter, allowed, ARRAY_LEN(allowed));

	/* memory never becomes executable */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* pthread_create falls back to clone() where clone3() says ENOSYS; clone()'s flags can be read by the filter,
	 * clone3()'s cannot: a thread is allowed, a process or namespace is not */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), allowed_threads[0], 0);
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_threads[1], 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, 0x00010000 | 0x7e020000, 0x00010000));
	/* libraries that ask how many cores or how much memory there is get "not available" and go on */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(sysinfo), 0);
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 0);
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 0);
	if (!rc && kind == SANDBOX_READ_DIRECTORY)
		rc = allow(filter, allowed_directory, ARRAY_LEN(allowed_directory));
	else if (!rc)
		/* a library that looks for a configuration file finds none */
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0);
	if (!rc && kind != SANDBOX_READ_DIRECTORY)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 0);
	return rc;
}

static bool seccomp_enter(enum sandbox_kind kind, struct error *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc;

	if (!filter)
		return error_memory(e, "sandbox filter");
	rc = fill_filter(filter, kind);
	if (!rc)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!rc)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	if (rc) {
		errno = -rc;
		return error_errno(e, "sandbox: seccomp");
	}
	return true;
}

bool sandbox_enter(enum sandbox_kind kind, int dirfd, struct error *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_errno(e, "sandbox: no-new-privs");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return error_errno(e, "sandbox: dumpable");
	TRY(landlock_enter(kind, dirfd, e));
	return seccomp_enter(kind, e);
}

/* What a reader of files never asks for. */
static const int fenced[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(listen),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(chroot),
	SCMP_SYS(pivot_root),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(kexec_load),
};

static int refuse_fenced(scmp_filter_ctx filter)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_LEN(fenced); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), fenced[i], 0);
	/* characters into the terminal's input would be commands to the shell behind it */
	return rc ? rc
		  : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
				     SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI));
}

bool sandbox_fence(struct error *e)
{
	scmp_filter_ctx filter;
	int rc;

	if (SANITIZED)
		return true;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_errno(e, "sandbox: no-new-privs");
	filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return error_memory(e, "sandbox filter");
	rc = refuse_fenced(filter);
	if (!rc)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	if (rc) {
		errno = -rc;
		return error_errno(e, "sandbox: seccomp");
	}
	return true;
}

bool sandbox_limit(uint64_t memory, uint64_t cpu_seconds, struct error *e)
{
	struct rlimit none = {0, 0}, cpu = {cpu_seconds, cpu_seconds}, space = {memory, memory};

	if (setrlimit(RLIMIT_CORE, &none) || (cpu_seconds && setrlimit(RLIMIT_CPU, &cpu)) ||
	    (memory && setrlimit(RLIMIT_AS, &space)))
		return error_errno(e, "sandbox: limits");
	return true;
}
