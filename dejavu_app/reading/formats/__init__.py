"""One module per format, each with ``NAME``, ``LABEL``, ``VERSION``, ``sniff`` and ``read``."""
