internal import MusikModel
