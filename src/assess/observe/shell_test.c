#include "assess/observe/shell.h"

#include "core/base/text.h"
#include "core/base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

/* "line phase& [condition] word|word|word" a line. */
static char *listing(const char *script)
{
	static const char *const phases[] = {"run", "stop", "other"};
	struct writer out = writer_of(1 << 20, "commands");
	struct shell_script s;
	struct arena a;

	arena_init(&a, 0);
	if (shell_read(bytes_str(script), &a, &s)) {
		for (size_t i = 0; i < s.count; i++) {
			const struct shell_command *c = &s.commands[i];

			write_fmt(&out, "%u %s%s [", c->line, phases[c->phase], c->background ? "&" : "");
			write_bytes(&out, c->condition);
			write_str(&out, "]");
			for (size_t k = 0; k < c->count; k++) {
				write_str(&out, k ? "|" : " ");
				write_bytes(&out, c->words[k]);
			}
			write_str(&out, "\n");
		}
	}
	arena_done(&a);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static void expect(const char *script, const char *want)
{
	char *got = listing(script);

	assert_string_equal(got, want);
	free(got);
}

static void commands_are_split_at_operators_and_quotes_are_removed(void **state)
{
	(void)state;
	expect("mount -a; telnetd&\necho 'a b' \"c d\"e \\\n  f # telnetd\n",
	       "1 run [] mount|-a\n1 run& [] telnetd\n2 run [] echo|a b|c de|f\n");
	expect("#telnetd\n  # telnetd &\n", "");
	expect("cat > /tmp/x <<EOF\ntelnetd\n$(telnetd)\nEOF\nhttpd\n", "1 run [] cat\n5 run [] httpd\n");
	expect("cat <<-'X' | sh\n\ttelnetd\n\tX\nhttpd 2>/dev/null >&2 < /x\n",
	       "1 run [] cat\n1 run [] sh\n4 run [] httpd\n");
}

static void conditions_follow_if_else_and_lists(void **state)
{
	(void)state;
	expect("if [ -f /x ]; then\n a\nelif b; then c; else d; fi; e\n",
	       "1 run [] [|-f|/x|]\n2 run [[ -f /x ]] a\n3 run [] b\n3 run [b] c\n3 run [! b] d\n3 run [] e\n");
	expect("[ -x /a ] && /a &\n[ -x /b ] || b && c\nd",
	       "1 run [] [|-x|/a|]\n1 run& [[ -x /a ]] /a\n2 run [] [|-x|/b|]\n2 run [! [ -x /b ]] b\n"
	       "2 run [! [ -x /b ] && b] c\n3 run [] d\n");
	expect("[ -d /m ] && {\n a\n b\n}\nc\n",
	       "1 run [] [|-d|/m|]\n2 run [[ -d /m ]] a\n3 run [[ -d /m ]] b\n5 run [] c\n");
	expect("a &&\n b\nc\n", "1 run [] a\n2 run [a] b\n3 run [] c\n");
}

static void loops_carry_their_items_and_no_condition(void **state)
{
	(void)state;
	expect("for i in /etc/init.d/S[0-9][0-9]*\ndo\n [ -x $i ] && $i start\ndone\nx\n",
	       "1 run [] for|i|in|/etc/init.d/S[0-9][0-9]*\n3 run [] [|-x|$i|]\n3 run [[ -x $i ]] $i|start\n5 run [] "
	       "x\n");
	expect("while true; do a; done; while b; do c; done", "1 run [] true\n1 run [] a\n1 run [] b\n1 run [b] c\n");
}

static void the_start_argument_is_no_condition_and_stop_is_another_phase(void **state)
{
	(void)state;
	expect("case \"$1\" in\n start)\n  telnetd\n  ;;\n stop|kill)\n  killall telnetd ;;\n restart) telnetd;;\n"
	       " *) echo usage; exit 1\nesac\nhttpd\n",
	       "3 run [] telnetd\n6 stop [] killall|telnetd\n7 other [] telnetd\n8 run [] echo|usage\n8 run [] exit|1\n"
	       "10 run [] httpd\n");
	expect("case $MODE in debug) telnetd;; esac", "1 run [$MODE = debug] telnetd\n");
}

static void functions_run_where_they_are_called(void **state)
{
	(void)state;
	expect("a() { telnetd; }\nb() {\n ftpd\n}\nfunction c { httpd; }\nif [ $x ]; then b; fi\nc\n",
	       "1 other [] telnetd\n3 run [[ $x ]] ftpd\n5 run [] httpd\n6 run [] [|$x|]\n6 run [[ $x ]] b\n7 run [] "
	       "c\n");
	expect("f() { telnetd; }\nif [ a \\\n\t -a b ]; then f &\nelse f; fi\n",
	       "1 run [] telnetd\n2 run [] [|a|-a|b|]\n3 run& [[ a -a b ]] f\n4 run [! [ a -a b ]] f\n");
	expect("start() {\n one\n}\nstop() { two; }\none() { three; }\n",
	       "2 run [] one\n4 stop [] two\n5 run [] three\n");
}

static void what_follows_an_exit_is_not_reached_or_stands_under_its_negation(void **state)
{
	(void)state;
	expect("a\nexit 0\ntelnetd\n", "1 run [] a\n2 run [] exit|0\n");
	expect("[ -f /debug ] || exit 0\ntelnetd\n",
	       "1 run [] [|-f|/debug|]\n1 run [! [ -f /debug ]] exit|0\n2 run [[ -f /debug ]] telnetd\n");
	expect("if [ $p = 1 ]; then\nexit\nfi\ntelnetd\n",
	       "1 run [] [|$p|=|1|]\n2 run [[ $p = 1 ]] exit\n4 run [! [ $p = 1 ]] telnetd\n");
}

static void variables_of_known_value_are_filled_in(void **state)
{
	(void)state;
	expect("P=/usr/sbin/dropbear\nA=\"-p 22\"\n$P $A \"${A}\" $B\n",
	       "1 run [] P=/usr/sbin/dropbear\n2 run [] A=-p 22\n3 run [] /usr/sbin/dropbear|-p|22|-p 22|$B\n");
	expect("X=1 telnetd -l $(which sh)\n", "1 run [] which|sh\n1 run [] telnetd|-l|$(which sh)\n");
}

static void damaged_scripts_end_without_harm(void **state)
{
	static const char *const bad[] = {
		"'",   "\"", "$(",   "${",    "`",  "((((",     "))))",  "fi done esac } ;;", "case",     "case x in",
		"for", "if", "a <<", "a <<X", "\\", "function", "a ( b", "&& || ;; &",        "then else"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *got = listing(bad[i]);

		assert_non_null(got);
		free(got);
	}
}

static void deep_nesting_is_bounded(void **state)
{
	struct writer w = writer_of(1 << 20, "script");
	char *got;

	(void)state;
	for (int i = 0; i < 3000; i++)
		write_str(&w, "if ( { $(\"");
	write_u8(&w, 0);
	got = listing((const char *)w.at);
	assert_non_null(got);
	free(got);
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_split_at_operators_and_quotes_are_removed),
		cmocka_unit_test(conditions_follow_if_else_and_lists),
		cmocka_unit_test(loops_carry_their_items_and_no_condition),
		cmocka_unit_test(the_start_argument_is_no_condition_and_stop_is_another_phase),
		cmocka_unit_test(functions_run_where_they_are_called),
		cmocka_unit_test(what_follows_an_exit_is_not_reached_or_stands_under_its_negation),
		cmocka_unit_test(variables_of_known_value_are_filled_in),
		cmocka_unit_test(damaged_scripts_end_without_harm),
		cmocka_unit_test(deep_nesting_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
