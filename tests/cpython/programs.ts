import type { Body, Program } from "./interpreter.ts";

const sleeper: Body = [["try", ["sleep 100"], ["log tidies_up"]]];
const getter: Body = [["try", ["get q"], []], "log goes_on"];
const worker: Body = [["with s", ["sleep 10"]]];
const waiter: Body = [["with c", ["wait c", "log woken"]]];
const visitor: Body = ["wait b", "log passed"];

/**
 * Programs by name. What CPython prints is kept in NAME.txt: of the program itself, and with
 * each of its tasks cancelled in each of {@linkcode places}.
 */
export const programs: { readonly [name: string]: Program } = {
  // --- Queue ---
  queue_first_in_first_out: {
    objects: { q: "Queue" },
    tasks: { a: ["put q 1", "put q 2", "put q 3"], b: ["get q", "get q", "get q"] },
  },
  queue_getter_waits: {
    objects: { q: "Queue" },
    tasks: { a: getter, b: ["sleep 10", "put q 1"] },
  },
  queue_getters_in_order: {
    objects: { q: "Queue" },
    tasks: { a: getter, b: getter, c: getter, d: ["sleep 0", "put q 1", "put q 2"] },
  },
  queue_woken_getter_passes_on: {
    objects: { q: "Queue" },
    tasks: { a: getter, b: getter, c: ["sleep 0", "put_nowait q 1", "cancel a", "sleep 0"] },
  },
  queue_every_woken_getter_passes_on: {
    objects: { q: "Queue" },
    tasks: {
      a: getter,
      b: getter,
      c: getter,
      d: ["sleep 0", "put_nowait q 1", "cancel a", "sleep 0", "cancel b", "sleep 0"],
    },
  },
  queue_item_is_taken_before_the_woken_getter: {
    objects: { q: "Queue" },
    tasks: {
      a: getter,
      b: ["sleep 0", "put_nowait q 1", "get_nowait q", "sleep 0", "put q 2"],
      c: ["sleep 20", "put q 3"],
    },
  },
  queue_stolen_item_sends_its_getter_to_the_end: {
    objects: { q: "Queue" },
    tasks: {
      a: getter,
      b: getter,
      c: ["sleep 0", "put_nowait q 1", "get_nowait q", "sleep 0", "put q 2", "put q 3"],
    },
  },
  queue_getter_that_waits_anew_is_cancelled: {
    objects: { q: "Queue" },
    tasks: {
      a: getter,
      b: getter,
      c: getter,
      d: getter,
      e: [
        ...["sleep 0", "put_nowait q 1", "get_nowait q", "sleep 0", "cancel a", "put_nowait q 2"],
        ...["sleep 0", "sleep 0", "put q 3", "put q 4"],
      ],
    },
  },
  queue_full_putter_waits: {
    objects: { q: "Queue 1" },
    tasks: { a: ["put q 1", "put q 2", "put q 3"], b: ["sleep 10", "get q", "sleep 10", "get q"] },
  },
  queue_putters_in_order: {
    objects: { q: "Queue 1" },
    tasks: {
      a: ["put q 1"],
      b: ["put q 2"],
      c: ["put q 3"],
      d: ["sleep 10", "get q", "get q", "get q", "sleep 0", "get q"],
    },
  },
  queue_woken_putter_passes_on: {
    objects: { q: "Queue 1" },
    tasks: {
      a: ["put q 1", "put q 2"],
      b: ["put q 3"],
      c: ["sleep 10", "get_nowait q", "cancel a", "sleep 0", "get q", "get q"],
    },
  },
  queue_place_is_taken_before_the_woken_putter: {
    objects: { q: "Queue 1" },
    tasks: {
      a: ["put q 1", "put q 2"],
      b: ["sleep 10", "get_nowait q", "put_nowait q 3", "sleep 0", "get q", "get q"],
    },
  },
  queue_nowait_throws: {
    objects: { q: "Queue 1" },
    tasks: { a: ["get_nowait q", "put_nowait q 1", "put_nowait q 2", "get_nowait q"] },
  },
  queue_hand_over_to_and_fro: {
    objects: { p: "Queue", q: "Queue" },
    tasks: {
      a: ["put p 1", "get q", "put p 2", "get q", "put p 3", "get q"],
      b: ["get p", "put q 1", "get p", "put q 2", "get p", "put q 3"],
    },
  },
  queue_join_waits_for_all: {
    objects: { q: "Queue" },
    tasks: {
      a: ["put q 1", "put q 2", "join q", "log joined"],
      b: ["get q", "sleep 10", "task_done q", "get q", "sleep 10", "task_done q"],
      c: ["sleep 5", "join q"],
    },
  },
  queue_join_of_nothing: {
    objects: { q: "Queue" },
    tasks: { a: ["join q", "task_done q"], b: ["put q 1", "get q", "task_done q", "join q"] },
  },
  queue_join_goes_on_though_more_has_come: {
    objects: { q: "Queue" },
    tasks: {
      a: ["put q 1", "join q", "qsize q"],
      b: ["get q", "task_done q", "put q 2", "sleep 10", "join q"],
      c: ["sleep 30", "get q", "task_done q"],
    },
  },
  queue_workers_share_the_work: {
    objects: { q: "Queue" },
    tasks: {
      a: ["take_all q"],
      b: ["take_all q"],
      c: ["put q 1", "put q 2", "sleep 0", "put q 3", "put q 4", "sleep 10", "shutdown q"],
    },
  },
  queue_shutdown_wakes_getters: {
    objects: { q: "Queue" },
    tasks: { a: getter, b: getter, c: ["sleep 10", "shutdown q", "get q", "put q 1"] },
  },
  queue_shutdown_wakes_putters: {
    objects: { q: "Queue 1" },
    tasks: {
      a: ["put q 1", "put q 2"],
      b: ["put q 3"],
      c: ["sleep 10", "shutdown q", "get q", "get q", "get_nowait q"],
    },
  },
  queue_shutdown_leaves_items: {
    objects: { q: "Queue" },
    tasks: {
      a: ["put q 1", "put q 2", "shutdown q", "put q 3", "put_nowait q 3"],
      b: ["sleep 10", "get q", "get_nowait q", "get q", "get_nowait q"],
    },
  },
  queue_shutdown_at_once_drops_items: {
    objects: { q: "Queue" },
    tasks: {
      a: ["put q 1", "put q 2", "sleep 10", "shutdown q 1", "get q", "qsize q"],
      b: ["sleep 5", "get q", "join q", "task_done q"],
      c: ["sleep 20", "task_done q", "task_done q", "join q"],
    },
  },
  queue_shutdown_twice: {
    objects: { q: "Queue 2" },
    tasks: { a: ["put q 1", "shutdown q", "shutdown q 1", "get q"], b: ["sleep 0", "get q"] },
  },
  queue_shutdown_between_put_and_turn: {
    objects: { q: "Queue" },
    tasks: { a: getter, b: getter, c: ["sleep 0", "put_nowait q 1", "shutdown q"] },
  },
  queue_iteration_ends_with_shutdown: {
    objects: { q: "Queue" },
    tasks: {
      a: ["take_all q", "log done"],
      b: ["put q 1", "sleep 10", "put q 2", "shutdown q"],
    },
  },
  queue_get_with_a_time_limit: {
    objects: { q: "Queue" },
    tasks: { a: [["within 17", ["get q"]], "get q"], b: ["sleep 40", "put q 1", "put q 2"] },
  },
  queue_put_with_a_time_limit: {
    objects: { q: "Queue 1" },
    tasks: {
      a: ["put q 1", ["within 17", ["put q 2"]], "put q 3"],
      b: ["sleep 40", "get q", "sleep 10", "get q"],
    },
  },
  lifo_queue_last_in_first_out: {
    objects: { q: "LifoQueue" },
    tasks: { a: ["put q 1", "put q 2", "put q 3", "get q"], b: ["get q", "get q", "get q"] },
  },
  lifo_queue_full: {
    objects: { q: "LifoQueue 2" },
    tasks: {
      a: ["put q 1", "put q 2", "put q 3", "put q 4"],
      b: ["sleep 10", "get q", "sleep 0", "get q", "get q", "get q"],
    },
  },
  priority_queue_least_first: {
    objects: { q: "PriorityQueue" },
    tasks: {
      a: ["put q 5", "put q 1", "put q 3", "put q 1", "put q 4", "put q 2"],
      b: ["get q", "get q", "get q", "put q 0", "get q", "get q", "get q", "get q"],
    },
  },
  priority_queue_full: {
    objects: { q: "PriorityQueue 2" },
    tasks: {
      a: ["put q 9", "put q 8", "put q 1"],
      b: ["put q 0"],
      c: ["sleep 10", "get q", "sleep 0", "get q", "sleep 0", "get q", "get q"],
    },
  },
  // --- Semaphore ---
  semaphore_permits_are_shared: {
    objects: { s: "Semaphore 2" },
    tasks: { a: worker, b: worker, c: worker, d: worker },
  },
  semaphore_first_come_first_served: {
    objects: { s: "Semaphore 1" },
    tasks: {
      a: ["acquire s", "sleep 10", "release s", "acquire s", "log again"],
      b: worker,
      c: worker,
    },
  },
  semaphore_heir_passes_on: {
    objects: { s: "Semaphore 1" },
    tasks: {
      a: ["acquire s", "sleep 10", "release s", "cancel b", "locked s"],
      b: worker,
      c: worker,
    },
  },
  semaphore_only_heir_is_cancelled: {
    objects: { s: "Semaphore 1" },
    tasks: {
      a: ["acquire s", "sleep 10", "release s", "locked s", "cancel b", "locked s", "sleep 0"],
      b: worker,
    },
  },
  semaphore_every_heir_is_cancelled: {
    objects: { s: "Semaphore 2" },
    tasks: {
      a: ["acquire s", "acquire s", "sleep 10", "release s", "release s", "cancel b", "cancel c"],
      b: worker,
      c: worker,
      d: worker,
    },
  },
  semaphore_newcomer_waits_behind_heirs: {
    objects: { s: "Semaphore 0" },
    tasks: {
      a: worker,
      b: ["sleep 10", "release s", "release s", "locked s", "acquire s", "log third"],
      c: ["sleep 30", "release s"],
    },
  },
  semaphore_without_permits: {
    objects: { s: "Semaphore 0" },
    tasks: { a: worker, b: ["locked s", "sleep 10", "release s", "locked s"] },
  },
  semaphore_released_more_than_taken: {
    objects: { s: "Semaphore 1" },
    tasks: { a: ["release s", "release s"], b: worker, c: worker, d: worker, e: worker },
  },
  semaphore_with_a_time_limit: {
    objects: { s: "Semaphore 1" },
    tasks: {
      a: [["with s", ["sleep 40"]]],
      b: ["sleep 3", ["within 17", ["acquire s"]], "acquire s", "release s"],
    },
  },
  semaphore_failure_gives_back: {
    objects: { s: "Semaphore 1" },
    tasks: { a: [["with s", ["sleep 10", "raise broken"]]], b: worker },
  },
  bounded_semaphore_released_too_often: {
    objects: { s: "BoundedSemaphore 1" },
    tasks: { a: ["release s", "acquire s", "release s", "release s"], b: worker },
  },
  bounded_semaphore_released_for_an_heir: {
    objects: { s: "BoundedSemaphore 1" },
    tasks: {
      a: ["acquire s", "sleep 10", "release s", "release s"],
      b: ["acquire s", "sleep 10", "release s"],
    },
  },
  // --- Condition ---
  condition_notify_wakes_the_first: {
    objects: { c: "Condition" },
    tasks: {
      a: waiter,
      b: waiter,
      d: ["sleep 10", ["with c", ["notify c"]], "sleep 10", ["with c", ["notify c"]]],
    },
  },
  condition_notify_all: {
    objects: { c: "Condition" },
    tasks: { a: waiter, b: waiter, d: waiter, e: ["sleep 10", ["with c", ["notify_all c"]]] },
  },
  condition_notify_some: {
    objects: { c: "Condition" },
    tasks: { a: waiter, b: waiter, d: waiter, e: ["sleep 10", ["with c", ["notify c 2"]]] },
  },
  condition_without_its_lock: {
    objects: { c: "Condition" },
    tasks: { a: ["wait c", "notify c", "notify_all c", "wait_until c 1", "release c"] },
  },
  condition_woken_one_waits_for_the_lock: {
    objects: { c: "Condition" },
    tasks: {
      a: waiter,
      b: ["sleep 10", ["with c", ["notify c", "sleep 10", "log still_inside"]]],
      d: ["sleep 12", ["with c", ["log third"]]],
    },
  },
  condition_notified_and_cancelled_passes_on: {
    objects: { c: "Condition" },
    tasks: {
      a: waiter,
      b: waiter,
      d: ["sleep 10", ["with c", ["notify c", "cancel a"]]],
    },
  },
  condition_cancelled_while_it_takes_the_lock_again: {
    objects: { c: "Condition" },
    tasks: {
      a: waiter,
      b: waiter,
      d: ["sleep 10", ["with c", ["notify c", "sleep 10", "cancel a", "sleep 10", "cancel a"]]],
    },
  },
  condition_wait_until_there_is_enough: {
    objects: { c: "Condition" },
    tasks: {
      a: [["with c", ["wait_until c 2", "log enough"]]],
      b: [["with c", ["wait_until c 1", "log some"]]],
      d: [
        "sleep 10",
        ["with c", ["add c 1", "notify_all c"]],
        "sleep 10",
        ["with c", ["add c 1", "notify_all c"]],
      ],
    },
  },
  condition_wait_until_true_at_once: {
    objects: { c: "Condition" },
    tasks: { a: ["add c 1", ["with c", ["wait_until c 1", "sleep 10"]]], b: waiter },
  },
  condition_with_a_time_limit: {
    objects: { c: "Condition" },
    tasks: {
      a: [["with c", [["within 17", ["wait c"]], "locked c"]]],
      b: ["sleep 40", ["with c", ["notify c"]]],
    },
  },
  condition_notify_nobody: {
    objects: { c: "Condition" },
    tasks: { a: [["with c", ["notify c", "notify_all c"]]], b: ["sleep 0", ...waiter] },
  },
  // --- Barrier ---
  barrier_all_pass_together: {
    objects: { b: "Barrier 3" },
    tasks: {
      a: visitor,
      c: ["sleep 10", ...visitor],
      d: ["sleep 20", ...visitor],
    },
  },
  barrier_again_and_again: {
    objects: { b: "Barrier 2" },
    tasks: { a: [...visitor, ...visitor, ...visitor], c: [...visitor, ...visitor, ...visitor] },
  },
  barrier_of_one: { objects: { b: "Barrier 1" }, tasks: { a: [...visitor, ...visitor] } },
  barrier_more_than_it_takes: {
    objects: { b: "Barrier 2" },
    tasks: { a: visitor, c: visitor, d: visitor, e: ["sleep 10", ...visitor] },
  },
  barrier_abort: {
    objects: { b: "Barrier 3" },
    tasks: { a: visitor, c: visitor, d: ["sleep 10", "abort b", "wait b", "reset b", "wait b"] },
  },
  barrier_reset: {
    objects: { b: "Barrier 3" },
    tasks: {
      a: [...visitor, ...visitor],
      c: visitor,
      d: ["sleep 10", "reset b", "sleep 10", "wait b"],
      e: ["sleep 15", ...visitor],
    },
  },
  barrier_reset_of_nobody: {
    objects: { b: "Barrier 2" },
    tasks: { a: ["reset b", ...visitor], c: ["abort b", "reset b", "sleep 10", ...visitor] },
  },
  barrier_with_a_time_limit: {
    objects: { b: "Barrier 2" },
    tasks: { a: [["within 17", ["wait b"]], "wait b"], c: ["sleep 40", "wait b"] },
  },
  // --- TaskGroup ---
  group_waits_for_all: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", ["sleep 20"]], ["child g y", ["sleep 10"]]]], "log after"],
      b: ["sleep 15"],
    },
  },
  group_without_tasks: {
    objects: {},
    tasks: { a: [["group g", ["log inside"]], "log after", ["group h", ["sleep 0", "return 5"]]] },
  },
  group_begins_at_once: {
    objects: {},
    tasks: {
      a: [["group g", ["log one", ["child g x", ["log child"]], "log two"]], "log after"],
      b: ["log other", "sleep 0", "log other"],
    },
  },
  group_first_failure_cancels_the_others: {
    objects: {},
    tasks: {
      a: [
        ["group g", [
          ["child g x", sleeper],
          ["child g y", ["sleep 10", "raise first"]],
          ["child g z", sleeper],
        ]],
        "log not_reached",
      ],
    },
  },
  group_failure_cancels_the_body: {
    objects: {},
    tasks: {
      a: [["try", [["group g", [["child g x", ["sleep 10", "raise oh"]], ...sleeper]]], []]],
    },
  },
  group_failure_of_the_body: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", sleeper], "sleep 10", "raise body"]]],
      b: [["try swallow", ["await a"], []]],
    },
  },
  group_several_failures: {
    objects: {},
    tasks: {
      a: [[
        "group g",
        [
          ["child g x", [["finally", ["sleep 100"], ["raise late"]]]],
          ["child g y", ["sleep 10", "raise first"]],
          ["child g z", [["finally", ["sleep 100"], ["sleep 10", "raise latest"]]]],
          ["finally", ["sleep 100"], ["raise body"]],
        ],
      ]],
    },
  },
  group_failures_at_the_same_time: {
    objects: {},
    tasks: {
      a: [[
        "group g",
        [
          ["child g x", ["sleep 10", "raise one"]],
          ["child g y", ["sleep 10", "raise two"]],
          ["child g z", ["sleep 10", "sleep 0", "sleep 0", "log three"]],
        ],
      ]],
    },
  },
  group_failure_before_its_end: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", ["raise early"]], ["child g y", sleeper]]]],
      b: ["sleep 0", "log b", "sleep 0", "log b", "sleep 0", "log b"],
    },
  },
  group_cancelled_task_is_no_failure: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", sleeper], ["child g y", ["sleep 30"]]]], "log after"],
      b: ["sleep 10", "cancel x"],
    },
  },
  group_stubborn_task_holds_it_up: {
    objects: {},
    tasks: {
      a: [["group g", [
        ["child g x", [["try swallow", ["sleep 100"], ["sleep 20", "log stubborn"]], "sleep 20"]],
        ["child g y", ["sleep 10", "raise oh"]],
      ]]],
    },
  },
  group_takes_no_more_tasks: {
    objects: {},
    tasks: {
      a: [["try swallow", [["group g", [
        ["child g x", [["try", ["sleep 100"], [["child g z", []]]]]],
        ["child g y", ["sleep 10", "raise oh"]],
      ]]], []], ["child g late", []]],
    },
  },
  group_tasks_create_tasks: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", ["sleep 10", ["child g y", [
        "sleep 10",
        ["child g z", ["sleep 10"]],
      ]]]]]], "log after"],
    },
  },
  group_in_a_group: {
    objects: {},
    tasks: {
      a: [["group g", [
        ["child g x", [["group h", [["child h y", sleeper], ["child h z", sleeper]]]]],
        ["child g w", ["sleep 10", "raise oh"]],
      ]]],
    },
  },
  group_cancelled_twice: {
    objects: {},
    tasks: {
      a: [["group g", [["child g x", [["finally", ["sleep 100"], ["sleep 40"]]]]]], "log after"],
      b: ["sleep 10", "cancel a", "sleep 10", "cancel a", "sleep 10", "cancel x"],
    },
  },
  group_cancelled_and_failed: {
    objects: {},
    tasks: {
      a: [
        ["try swallow", [["group g", [
          ["child g x", [["finally", ["sleep 100"], ["sleep 10", "raise oh"]]]],
        ]]], []],
        ["try", ["sleep 10"], []],
        "log after",
      ],
      b: ["sleep 10", "cancel a"],
    },
  },
  group_body_swallows_the_cancellation: {
    objects: {},
    tasks: {
      a: [
        ["group g", [
          ["child g x", ["sleep 30"]],
          ["try swallow", ["sleep 100"], ["log swallowed"]],
        ]],
        "sleep 10",
        "log after",
      ],
      b: ["sleep 10", "cancel a"],
    },
  },
  group_of_consumers: {
    objects: { q: "Queue 2" },
    tasks: {
      a: [["group g", [
        ["child g x", ["take_all q"]],
        ["child g y", ["take_all q"]],
        "put q 1",
        "put q 2",
        "put q 3",
        "put q 4",
        "put q 5",
        "shutdown q",
      ]]],
    },
  },
};

/** Where tasks are cancelled: after so many turns; from 100 on, after so many ms less 100. */
export const places: readonly number[] = [0, 1, 2, 3, 4, 5, 105, 110, 111, 115, 125, 135];
