from django.urls import path

from bench.bare import views

urlpatterns = [
    path("<int:number>/", views.register, name="register"),
    path("seat/<str:key>/", views.seat, name="seat"),
]
