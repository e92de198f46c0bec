"""Background work: reading and encoding with progress, pause, cancel and resume; nothing of Qt."""

from dejavu_app.jobs.encode_job import EncodeJob, EncodeReport
from dejavu_app.jobs.forecast import Forecast, Rates, forecast
from dejavu_app.jobs.import_job import ImportJob, ImportReport
from dejavu_app.jobs.job import Job, State
from dejavu_app.jobs.progress import Progress
from dejavu_app.jobs.runner import JobRunner
from dejavu_app.jobs.watch import FolderWatch, follow, followed, leave_out, unfollow

__all__ = [
    "EncodeJob",
    "EncodeReport",
    "FolderWatch",
    "Forecast",
    "ImportJob",
    "ImportReport",
    "Job",
    "JobRunner",
    "Progress",
    "Rates",
    "State",
    "follow",
    "followed",
    "forecast",
    "leave_out",
    "unfollow",
]
