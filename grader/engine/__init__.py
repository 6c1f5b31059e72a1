"""The grading engine: a submission's code runs in a sandbox, its tests run outside of it.

The map, from the outside in; each module needs only those below it.

    grader.grading   the command: folders, gradebook, table
    gradebook        nbgrader's tables: one writer, one transaction per submission
    late             the penalty for a late submission, as nbgrader is told to take it
    batch            submissions to worker processes, results as they come
    worker           a process that grades: one sandbox, one submission at a time
    submission       grade one submission: from bytes to bytes
    reconstruct      the instructor's notebook with the student's answers; pure
    paper            the instructor's notebook: roles of cells, whose names are whose; pure
    examiner         trusted: runs the test cells and takes their scores
    line             what is asked of a student's processes, and who is at fault when one goes
    sent, proxy      what stands over there for a test's value, and here for the student's object
    lending          the course's functions, for an exercise that builds on them
    received         what an answer is taken for
    apart            measures copies of students' models, where nothing of theirs runs
    outputs          what a notebook's file shows below a cell
    sandbox          bubblewrap: arguments (pure), start, fork, kill, self-test
    cgroup           one around each sandbox, where there may be one
    ---------------- the border: what is below runs where students' code runs too
    zygote           imports the libraries once, forks a confined process per submission
    student          in that process: runs cells, answers calls
    reserved         names in place of what the course ships and nobody may hand in
    figures          what a cell has drawn, as pictures, where a person grades by hand
    messages         what the two sides say: one named tuple per kind
    wire             values and frames: a closed format, nothing unpickled or evaluated
    kernel           system calls that Python has no words for
    limits           what one submission may use, and who holds each bound

A test cell meets the student's objects through `checks.call` only, here as in a notebook: there
the call is made on the spot, here a `checks.call.Remote` makes it over the wire, and the same
`checks.call` on the other side answers it. So scores and messages are those of the notebook.

Nothing above the border is imported below it: no test, no expected value, no nbgrader.
"""
